"""Every address of the product. What belongs to a programme lies below /programmes/<its address>/."""

from allauth.account.urls import urlpatterns as account_pages
from django.urls import include, path, register_converter

from config import views, views_style
from programmes.instants import ProgrammeAddress

register_converter(ProgrammeAddress, "programme")

urlpatterns = [
    path("healthz", views.healthz, name="healthz"),
    path("style/", views_style.style, name="style"),
    path("accounts/email/", views.own_address, name="account_email"),  # in the place of allauth's page
    path("accounts/", include([page for page in account_pages if page.name != "account_email"])),
    path("", include("programmes.urls")),
    path("instruments/", include("assessments.urls_instruments")),
    path("evidence/", include("assessments.urls_evidence")),
    path("rate/", include("assessments.urls_rating")),
    path("programmes/<programme:programme_slug>/", include("assessments.urls")),
    path("programmes/<programme:programme_slug>/", include("stakeholders.urls")),
    path("programmes/<programme:programme_slug>/", include("valuecase.urls")),
    path("programmes/<programme:programme_slug>/", include("learning.urls")),
    path("programmes/<programme:programme_slug>/", include("monitoring.urls")),
    path("programmes/<programme:programme_slug>/", include("reports.urls")),
]

# Without a database, a session or a context processor: they must work when those do not.
handler400 = "config.views.bad_request"
handler403 = "config.views.permission_denied"
handler404 = "config.views.page_not_found"
handler500 = "config.views.server_error"
