"""The nightly report in Airflow, in two ways: the command, and one notebook by the papermill provider.

The command makes pages, keeps runs and tells people; a bare notebook does none of that. Needed:
apache-airflow-providers-standard, apache-airflow-providers-papermill, and for the notebook a kernel of the project's
own environment, made once by the user that runs the tasks:

    /srv/airec/.venv/bin/python -m ipykernel install --user --name airec-planning
"""

import os
from datetime import datetime

from airflow.providers.papermill.operators.papermill import PapermillOperator
from airflow.providers.standard.operators.bash import BashOperator
from airflow.sdk import DAG

HOME = os.environ.get("AIREC_HOME", "/srv/airec")
DEPLOYMENT = "hangzhou-prod"

with DAG("airec_report", schedule="30 2 * * *", start_date=datetime(2026, 1, 1), catchup=False, tags=["airec"]):
    # Exit codes 2 and 3 fail the task; 1 does too, and comes only with --fail-on.
    BashOperator(
        task_id="report",
        cwd=HOME,
        # The targets of --notify are variables of the workers' environment.
        append_env=True,
        env={"LANG": "C.UTF-8"},
        bash_command=(
            f".venv/bin/airec-planning report deployments/{DEPLOYMENT} --as-of {{{{ ds }}}} --keep 30 --notify"
        ),
    )

with DAG("airec_notebook", schedule="30 2 * * *", start_date=datetime(2026, 1, 1), catchup=False, tags=["airec"]):
    PapermillOperator(
        task_id="expiry_audit",
        input_nb=f"{HOME}/notebooks/02-expiry-audit.ipynb",
        output_nb=f"{HOME}/reports/{DEPLOYMENT}-expiry-audit-{{{{ ds }}}}.ipynb",
        parameters={"deployment": f"{HOME}/deployments/{DEPLOYMENT}", "as_of": "{{ ds }}"},
        kernel_name="airec-planning",
        language_name="python",
    )
