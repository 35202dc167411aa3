"""Mail: what the demonstration would have sent, to be read on a page. Arrival: what the others got over the network."""

from django.db import models

from schakel.hub.due import Due


class Mail(models.Model):
    recipient = models.EmailField()
    subject = models.CharField(max_length=300)
    text = models.TextField()
    html = models.TextField(blank=True)
    at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.subject


class Arrival(Due):
    """Due while its sender waits to hear that it arrived."""

    message_id = models.CharField(max_length=300, unique=True)
    sender = models.CharField(max_length=150)  # participant, `0208:1900001059`
    receiver = models.CharField(max_length=150)
    instance_id = models.CharField(max_length=300, blank=True)  # of its envelope
    kind = models.CharField(max_length=60)  # root element of the document
    document = models.BinaryField()
    at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"{self.kind} {self.sender} → {self.receiver}"
