from __future__ import annotations

import subprocess
import sys


def test_the_chat_domain_and_its_http_face_load_no_aws_and_no_model_client() -> None:
    code = (
        "import libs.conversation.turn, libs.conversation.replay, libs.coach.personality;"
        "import libs.safety.screening, libs.auth.tokens, libs.events.chat_http, sys;"
        "heavy = {'boto3', 'botocore', 'anthropic', 'httpx2'} & set(sys.modules);"
        "assert not heavy, heavy;"
        "assert not [m for m in sys.modules if m.startswith('libs.training_program')]"
    )

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)

    assert done.stderr == ""
