"""The official rule files themselves, run by Saxon in a process of their own: slow, and what the native engine is held against."""

from schakel.einvoice.validation.reference.engine import ReferenceEngine, ReferenceUnavailable

__all__ = ["ReferenceEngine", "ReferenceUnavailable"]
