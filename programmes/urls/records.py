"""Addresses of records, and of history."""

from django.urls import path

from programmes.views import history, records, revert

urlpatterns = [
    path("records/<slug:kind>/add/", records.record_add, name="record_add"),
    path("records/<slug:kind>/<int:pk>/", records.record, name="record"),
    path("records/<slug:kind>/<int:pk>/edit/", records.record_edit, name="record_edit"),
    path("records/<slug:kind>/<int:pk>/remove/", records.record_remove, name="record_remove"),
    path("records/<slug:kind>/<int:pk>/restore/", revert.record_restore, name="record_restore"),
    path(
        "records/<slug:kind>/<int:pk>/put-back/<int:change>/", revert.record_put_back, name="record_put_back"
    ),
    path("history/<int:change_set>/undo/", revert.history_undo, name="history_undo"),
    path("bin/", revert.bin, name="bin"),
    path("changes/", history.changes, name="changes"),
    path("changes/changes.csv", history.changes_csv, name="changes_csv"),
    path("moments/", history.moments, name="moments"),
    path("as-of/", history.as_of, name="as_of"),
    path("history/", history.history, name="history"),
    path("history/history.csv", history.history_csv, name="history_csv"),
]
