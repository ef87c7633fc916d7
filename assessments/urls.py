"""Addresses of assessments within a programme."""

urlpatterns = []
