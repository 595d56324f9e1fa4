"""`manage.py up` and `manage.py verify`: from a bare machine to a running, tested portal.

Standard library only, because nothing else is installed when it starts. A room a step: environment (Python packages),
system_packages (Pango), fonts, browser (Chromium), services (PostgreSQL and Valkey), processes, then up and verify.
"""
