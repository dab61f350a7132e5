"""The notebooks where people use them: JupyterLab and voila, in Chromium, by keyboard. Run by ``make lab-test``."""
