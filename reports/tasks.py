"""What the worker does for reports. Repeating a task does no harm: it draws the same file from the same data set."""

import logging

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tasks import task

from reports.models import Rendering
from reports.render import pdf_of
from reports.sealing import fingerprint

log = logging.getLogger(__name__)
