"""Addresses of reports within a programme."""

urlpatterns = []
