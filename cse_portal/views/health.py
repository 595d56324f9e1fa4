"""/healthz: whether the portal's parts work. No login, no data. 503 when one that matters is down."""

import datetime as dt

import redis
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection
from django.db.models import Min
from django.http import JsonResponse
from django.utils import timezone
from redis.backoff import NoBackoff
from redis.retry import Retry

from cse_portal.heartbeat import STALE
from cse_portal.models import Heartbeat, Message

# Mails are tried again for hours when a mail server is away; that is worth seeing, but no reason to take the web down.
OLDEST_MESSAGE = dt.timedelta(minutes=15)
# Without these nobody can work, or what people send would not be worked on.
MATTERS = ("database", "broker", "worker", "beat")


@login_not_required
def healthz(request):
    states = {"database": _database()}
    states["broker"] = _broker()
    if states["database"] == "ok":
        states |= _processes() | {"outbox": _outbox()}
    else:
        states |= {"worker": "unknown", "beat": "unknown", "outbox": "unknown"}
    down = [name for name in MATTERS if states[name] != "ok"]
    return JsonResponse({"ok": not down, "parts": states}, status=503 if down else 200)


def _database() -> str:
    try:
        with connection.cursor() as cursor:
            cursor.execute("select 1")
        return "ok"
    except DatabaseError:
        return "down"


def _broker() -> str:
    try:
        patience = {"socket_connect_timeout": 1, "socket_timeout": 1, "retry": Retry(NoBackoff(), 0)}
        with redis.from_url(settings.CELERY_BROKER_URL, **patience) as broker:
            broker.ping()
        return "ok"
    except redis.RedisError:
        return "down"


def _processes() -> dict[str, str]:
    seen = dict(Heartbeat.objects.values_list("name", "at"))
    alive = {name for name, at in seen.items() if timezone.now() - at < STALE}
    return {name: "ok" if name in alive else "down" for name in ("worker", "beat")}


def _outbox() -> str:
    oldest = Message.objects.filter(sent_at=None, failed="").aggregate(oldest=Min("created_at"))["oldest"]
    if oldest is None or timezone.now() - oldest < OLDEST_MESSAGE:
        return "ok"
    return f"oldest message waits {int((timezone.now() - oldest).total_seconds() // 60)} minutes"
