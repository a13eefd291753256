import { Alert, Button, Group, PasswordInput, Stack, TextInput } from "@mantine/core";
import { IconCircleCheck, IconInfoCircle } from "@tabler/icons-react";
import { useEffect, useState } from "react";

import { Answer, ErrorNote, tell } from "../../components/Errors";
import { PageHead, Panel } from "../../components/Panel";
import { useAct, useAsk, type ConnectionDto, type ConnectionResult } from "../../ipc";
import { useNow, useZone } from "../../lib/clock";
import { count, near } from "../../lib/format";
import { fieldErrors } from "../../lib/fields";
import { setGuard } from "../../lib/router";
import { useWords } from "../../words/i18n";

export function ConnectionPage() {
  const t = useWords();
  const asked = useAsk("connection_get", {});
  return (
    <>
      <PageHead title={t("admin.connection.title")} />
      <Answer query={asked}>
        {(connection) => (
          <div style={{ maxWidth: 720 }}>
            <Stack gap="sm">
              {connection.built_in ? (
                <Alert color="yellow" variant="light" icon={<IconInfoCircle size={18} />} data-testid="connection-built-in">
                  {t("admin.connection.builtIn")}
                </Alert>
              ) : (
                <Form connection={connection} />
              )}
              <Account connection={connection} />
            </Stack>
          </div>
        )}
      </Answer>
    </>
  );
}

function Form({ connection }: { connection: ConnectionDto }) {
  const t = useWords();
  const save = useAct("connection_save");
  const test = useAct("connection_test");
  const [url, setUrl] = useState(connection.base_url);
  const [key, setKey] = useState("");
  const [last, setLast] = useState<"save" | "test">("save");
  const dirty = url !== connection.base_url || key !== "";
  useEffect(() => {
    setGuard(dirty ? () => true : null);
    return () => setGuard(null);
  }, [dirty]);
  const errors = fieldErrors(last === "save" ? save.error : test.error, ["base_url", "key"]);
  const request = { base_url: url.trim(), key: key === "" ? null : key };
  const touch = (): void => {
    save.reset();
    test.reset();
  };
  return (
    <Panel title={t("admin.connection.provider")}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          setLast("save");
          save.mutate(request, {
            onSuccess: () => {
              setKey("");
              tell(t("admin.connection.saved"));
            },
          });
        }}
      >
        <Stack gap="sm">
          <TextInput label={t("admin.connection.baseUrl")} description={t("admin.connection.baseUrlHint")} placeholder="http://127.0.0.1:8099" value={url} onChange={(event) => {
            setUrl(event.currentTarget.value);
            touch();
          }} error={errors.of("base_url")} spellCheck={false} data-testid="connection-url" />
          <PasswordInput label={t("admin.connection.key")} description={connection.has_key ? t("admin.connection.keyKept") : t("admin.connection.keyNew")} value={key} onChange={(event) => {
            setKey(event.currentTarget.value);
            touch();
          }} error={errors.of("key")} aria-invalid={errors.of("key") !== undefined} autoComplete="off" data-testid="connection-key" />
          {errors.rest ? <ErrorNote error={errors.rest} /> : null}
          <Group>
            <Button
              variant="default"
              loading={test.isPending}
              onClick={() => {
                setLast("test");
                test.mutate(request);
              }}
              data-testid="connection-test"
            >
              {t("admin.connection.test")}
            </Button>
            <div role="status" style={{ flex: 1 }} data-testid="connection-result">
              {test.isPending ? <span className="quiet">{t("admin.connection.testing")}</span> : null}
              {test.data ? <Works result={test.data} /> : null}
            </div>
            <Button type="submit" loading={save.isPending} disabled={!dirty} data-testid="connection-save">
              {t("common.save")}
            </Button>
          </Group>
        </Stack>
      </form>
    </Panel>
  );
}

function Works({ result }: { result: ConnectionResult }) {
  const t = useWords();
  const parts = [
    t("admin.connection.testOk", { account: result.account_name }),
    t("admin.connection.testPorts", { count: result.ports }),
    t("admin.connection.testCredits", { credits: count(result.credits) }),
    result.test_mode ? t("admin.connection.testMode") : null,
  ];
  return (
    <span style={{ display: "flex", gap: 6, color: "var(--vd-good)", fontWeight: 550 }}>
      <IconCircleCheck size={18} aria-hidden style={{ flexShrink: 0, marginTop: 1 }} /> {parts.filter(Boolean).join(" · ")}
    </span>
  );
}

function Account({ connection }: { connection: ConnectionDto }) {
  const t = useWords();
  const zone = useZone();
  const now = useNow(60_000);
  const lines: [string, string][] = [
    [t("admin.connection.account"), connection.account_name ?? "–"],
    [t("admin.connection.ports"), count(connection.ports)],
    [t("admin.connection.credits"), connection.credits === null ? "–" : count(connection.credits)],
    [t("admin.connection.checked"), connection.checked_at ? near(connection.checked_at, zone, now) : t("admin.connection.notChecked")],
  ];
  return (
    <Panel label={t("admin.connection.account")}>
      <dl style={{ display: "grid", gridTemplateColumns: "160px 1fr", gap: "6px 16px", margin: 0 }}>
        {lines.map(([label, value]) => (
          <div key={label} style={{ display: "contents" }}>
            <dt className="quiet">{label}</dt>
            <dd style={{ margin: 0 }} className="figures">
              {value}
            </dd>
          </div>
        ))}
      </dl>
    </Panel>
  );
}
