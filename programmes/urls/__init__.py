"""Addresses of programmes; what stands below one carries its `programme_slug`."""

from django.urls import include, path

from programmes.urls import account, drafts, journey, people, plan, portfolio, records

urlpatterns = [
    *portfolio.urlpatterns,
    *account.urlpatterns,
    *drafts.urlpatterns,
    path(
        "programmes/<programme:programme_slug>/",
        include([*journey.urlpatterns, *plan.urlpatterns, *people.urlpatterns, *records.urlpatterns]),
    ),
]
