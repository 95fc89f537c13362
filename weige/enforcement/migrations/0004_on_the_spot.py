"""A term may pass while a paper is issued, served or reported: the index of what is due knows all three."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('enforcement', '0003_transfer_place'),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='paper',
            name='enforcement_paper_due',
        ),
        migrations.AddIndex(
            model_name='paper',
            index=models.Index(condition=models.Q(('state__in', ('issued', 'served', 'reported'))), fields=['due_at'], name='enforcement_paper_due'),
        ),
    ]
