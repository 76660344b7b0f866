"""The posture: what a principal or an alliance has ruled out, promised, threatened and left unsaid, as numbers."""
