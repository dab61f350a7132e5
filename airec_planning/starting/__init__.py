"""How a deployment begins: what lies in its folder, a few questions, its settings and notebooks."""
