"""Slides for two lectures: one text, the laboratory's pictures, and reveal.js to show them."""
