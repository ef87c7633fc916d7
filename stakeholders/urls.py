"""Addresses of stakeholders within a programme."""

urlpatterns = []
