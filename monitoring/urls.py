"""Addresses of monitoring within a programme."""

from django.urls import path

from monitoring.views import imports, measures

urlpatterns = [
    path("measures/", measures.measures, name="measures"),
    path("measures/figures.csv", measures.observations_export, name="observations_export"),
    path("measures/template.csv", measures.observations_template, name="observations_template"),
    path("measures/import/", imports.observations_import, name="observations_import"),
    path("measures/import/<int:pk>/undo/", imports.import_undo, name="import_undo"),
    path("measures/import/preview/<str:token>/", imports.import_preview, name="import_preview"),
    path("measures/<int:pk>/", measures.indicator, name="indicator"),
    path("measures/<int:pk>/figures.csv", measures.observations_export, name="observations_export"),
    path("measures/<int:pk>/template.csv", measures.observations_template, name="observations_template"),
    path("measures/<int:pk>/import/", imports.observations_import, name="observations_import"),
]
