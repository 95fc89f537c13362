"""Django's handle on the evaluation module."""

from django.apps import AppConfig


class EvaluationConfig(AppConfig):
    name = "weige.evaluation"
    label = "evaluation"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from weige.evaluation.rules.indicators import indicators
        from weige.kernel.figures import declare_figures

        declare_figures(set(indicators()))
