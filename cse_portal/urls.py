"""Every address of the portal. References in them are random; no name or row number appears."""

from django.conf import settings
from django.urls import include, path, register_converter

from cse_portal.converters import Reference
from cse_portal.views import front, health

register_converter(Reference, "reference")

urlpatterns = [
    path("", front.front, name="front"),
    path("healthz", health.healthz, name="healthz"),
    path("accounts/", include("accounts.sign_in_urls")),
    path("", include("indicators.urls")),
    path("", include("screening.urls")),
    path("", include("referrals.urls")),
    path("police-information/", include("police.urls")),
    path("", include("accounts.urls")),
    path("", include("audit.urls")),
]

if not settings.IS_PRODUCTION:
    from cse_portal.views import demo, gallery

    urlpatterns += [
        path("gallery/", gallery.gallery, name="gallery"),
        path("demo/messages/", demo.messages_sent, name="demo_messages"),
        path("demo/sign-in/", demo.sign_in, name="demo_sign_in"),
    ]

handler400 = "cse_portal.views.errors.bad_request"
handler403 = "cse_portal.views.errors.not_found"
handler404 = "cse_portal.views.errors.not_found"
handler500 = "cse_portal.views.errors.server_error"
