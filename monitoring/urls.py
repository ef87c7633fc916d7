"""Addresses of monitoring within a programme."""

urlpatterns = []
