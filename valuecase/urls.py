"""Addresses of valuecase within a programme."""

urlpatterns = []
