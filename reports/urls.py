"""Addresses of reports within a programme."""

from django.urls import path

from reports import views

urlpatterns = [
    path("reports/", views.reports, name="reports"),
    path("reports/compose/", views.report_compose, name="report_compose"),
    path("reports/<int:pk>/", views.report, name="report"),
    path("reports/<int:pk>/preview/", views.report_preview, name="report_preview"),
    path("reports/<int:pk>/issue/", views.report_issue, name="report_issue"),
    path("reports/<int:pk>/again/", views.report_again, name="report_again"),
    path("reports/<int:pk>/html/", views.report_html, name="report_html"),
    path("reports/<int:pk>/pdf/", views.report_pdf, name="report_pdf"),
    path("reports/<int:pk>/data/", views.report_data, name="report_data"),
]
