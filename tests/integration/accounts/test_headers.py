"""What every answer carries, whoever asks and however it ends."""

import subprocess
import sys

import pytest
from django.urls import reverse

ANYONE = ["/", "/accounts/login/", "/contacts/", "/no-such-page/", "/accounts/password/reset/", "/people/"]


@pytest.fixture(params=ANYONE)
def answer(request, client, portal):
    return client.get(request.param)


@pytest.fixture(params=["accounts:area", "accounts:people", "accounts:person_add", "audit:list"])
def private(request, sign_in, area_admin):
    return sign_in(area_admin).get(reverse(request.param))


def policy(response) -> dict:
    parts = [part.split() for part in response["Content-Security-Policy"].split(";") if part.strip()]
    return {name: values for name, *values in parts}


def check(response):
    assert {"no-store", "private"} <= set(response["Cache-Control"].split(", "))
    assert response["X-Frame-Options"] == "DENY"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Referrer-Policy"] == "same-origin"
    rules = policy(response)
    assert rules["default-src"] == ["'none'"]
    assert rules["style-src"] == ["'self'"]
    assert rules["frame-ancestors"] == rules["base-uri"] == ["'none'"]
    assert rules["form-action"] == ["'self'"]
    assert not {"'unsafe-inline'", "'unsafe-eval'", "*", "data:"} & set(rules["script-src"])


def test_an_answer_to_anyone_carries_the_headers(answer):
    check(answer)


def test_an_answer_to_a_person_signed_in_carries_the_headers(private):
    check(private)


def test_the_only_script_in_the_page_has_the_answers_own_nonce(client, portal):
    pages = [client.get("/") for _ in range(2)]
    nonces = [next(v for v in policy(page)["script-src"] if v.startswith("'nonce-"))[7:-1] for page in pages]
    assert nonces[0] != nonces[1]
    for page, nonce in zip(pages, nonces, strict=True):
        html = page.content.decode()
        inline = [tag.split(">")[0] for tag in html.split("<script")[1:] if "src=" not in tag.split(">")[0]]
        assert all(f'nonce="{nonce}"' in tag for tag in inline if "application/json" not in tag)


def test_no_page_has_style_or_script_in_its_tags(private):
    html = private.content.decode()
    for inline in (" style=", "<style", " onclick=", " onload=", " onsubmit=", "javascript:"):
        assert inline not in html


def test_production_sends_its_cookies_over_https_only():
    names = "SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE, s.SECURE_HSTS_SECONDS"
    code = f"from cse_portal import settings as s; print(s.{names})"
    environment = {"CSE_MODE": "production", "SECRET_KEY": "x", "PATH": ""}
    said = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
    assert said.stdout.split() == ["True", "True", "31536000"]
