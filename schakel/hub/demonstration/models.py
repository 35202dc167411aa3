"""Mail: what the demonstration would have sent, to be read on a page."""

from django.db import models


class Mail(models.Model):
    recipient = models.EmailField()
    subject = models.CharField(max_length=300)
    text = models.TextField()
    html = models.TextField(blank=True)
    at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.subject
