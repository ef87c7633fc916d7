"""Addresses of the plan and its registers."""

from django.urls import path

from programmes.views import plan, registers

urlpatterns = [
    path("plan/", registers.plan, name="plan"),
    path("plan/strategic-plan/", plan.strategic_plan, name="strategic_plan"),
    path("plan/commitments/<int:pk>/sign/", plan.commitment_sign, name="commitment_sign"),
    path("plan/risks/<int:pk>/happened/", registers.risk_happened, name="risk_happened"),
    path("plan/risks/<int:pk>/settle/", registers.risk_settle, name="risk_settle"),
    path("plan/<slug:register>/", registers.register, name="register"),
]
