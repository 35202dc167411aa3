#!/usr/bin/env bash
# versitygw 1.8.0 (Go module github.com/versity/versitygw), seen 2026-11-30 with boto3 1.44.8.
#
# A request that is signed with an access key which the store does not know is answered by S3 itself with 403 and the code
# InvalidAccessKeyId (API reference, error responses). versitygw answers 404 and XAdminUserNotFound, a code of its own
# administration, also where objects are asked for. So a client that goes by the status takes a mistyped key for something that
# is not there: head_bucket, whose answer has no body, says 404, by which clients decide to create the bucket.
#
# Output seen:
#   get_object: 404 XAdminUserNotFound
#   head_bucket: 404 404
#
# What Schakel does: the code is in the table of schakel/hub/outside/objects.py, and the bucket is never asked for by HEAD.
set -euo pipefail
command -v go >/dev/null || { echo "needs Go 1.25 or newer"; exit 0; }
place=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill "$server"; rm -rf "$place"' EXIT
cd "$place"
GOPATH="$place/go" GOBIN="$place" GOFLAGS=-modcacherw go install github.com/versity/versitygw/cmd/versitygw@v1.8.0
python3 -m venv venv
venv/bin/pip install -q boto3==1.44.8
mkdir -p store/bucket
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
./versitygw --quiet --port "127.0.0.1:$port" --access known --secret secret posix store >/dev/null 2>&1 &
server=$!
for _turn in $(seq 100); do (: >"/dev/tcp/127.0.0.1/$port") 2>/dev/null && break; sleep 0.1; done
venv/bin/python - "$port" >seen <<'END'
import sys

import boto3
from botocore.exceptions import ClientError

store = boto3.client("s3", endpoint_url=f"http://127.0.0.1:{sys.argv[1]}", region_name="us-east-1",
                     aws_access_key_id="unknown", aws_secret_access_key="secret")
for name, told in (("get_object", {"Key": "x"}), ("head_bucket", {})):
    try:
        getattr(store, name)(Bucket="bucket", **told)
    except ClientError as fault:
        print(f"{name}:", fault.response["ResponseMetadata"]["HTTPStatusCode"], fault.response["Error"]["Code"])
END
cat seen
diff seen - <<'END'
get_object: 404 XAdminUserNotFound
head_bucket: 404 404
END
