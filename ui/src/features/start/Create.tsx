import { Alert, Button, Group, PasswordInput, Stack } from "@mantine/core";
import { IconArrowLeft, IconKey } from "@tabler/icons-react";
import { useState } from "react";

import { ErrorNote } from "../../components/Errors";
import { Panel } from "../../components/Panel";
import { useAct, type Door, type HouseStatus } from "../../ipc";
import { fieldErrors, showFirstFault } from "../../lib/fields";
import { navigate } from "../../lib/router";
import { useWords } from "../../words/i18n";
import { newStore, storeOf } from "../stores/draft";
import { HoursFields, StoreFields } from "../stores/StoreFields";
import css from "./Start.module.css";

const SHORTEST_PASSPHRASE = 8;
const FIELDS = ["name", "country", "region", "zone", "language", "opt_out_number", "hours", "passphrase"];

type CreateProps = { door: Door; house: HouseStatus; onBack: () => void };

/** What the chosen door needs: a store, a passphrase where no keychain answers, and one button. */
export function Create({ door, house, onBack }: CreateProps) {
  const t = useWords();
  const create = useAct("house_create");
  const [draft, setDraft] = useState(newStore);
  const [passphrase, setPassphrase] = useState("");
  const [again, setAgain] = useState("");
  const [own, setOwn] = useState<Record<string, string>>({});
  const needsStore = door !== "sample";
  const needsPassphrase = !house.keychain_answers;
  const errors = fieldErrors(create.error, FIELDS, own);

  const submit = (): void => {
    const found: Record<string, string> = {};
    const { store, faults } = storeOf(draft);
    if (needsStore) {
      if (faults.has("name")) found.name = t("admin.store.nameFault");
      if (faults.has("opt_out_number")) found.opt_out_number = t("common.aPhone");
      if (faults.has("hours")) found.hours = t("admin.store.hoursFault");
    }
    if (needsPassphrase) {
      if (passphrase.length < SHORTEST_PASSPHRASE) found.passphrase = t("start.passphraseShort");
      else if (passphrase !== again) found.again = t("start.passphraseDiffers");
    }
    setOwn(found);
    if (Object.keys(found).length > 0) showFirstFault();
    if (Object.keys(found).length > 0 || create.isPending) return;
    create.mutate(
      { door, passphrase: needsPassphrase ? passphrase : null, store: needsStore ? store : null },
      { onSuccess: () => navigate(door === "own_file" ? "/imports" : "/today"), onError: showFirstFault },
    );
  };

  return (
    <form
      className={css.narrow}
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <Panel title={t(`start.doors.${door}.title`)} right={
        <Button variant="subtle" size="xs" leftSection={<IconArrowLeft size={14} aria-hidden />} onClick={onBack}>
          {t("start.other")}
        </Button>
      }>
        <Stack gap="md">
          <div className="quiet">{door === "sample" ? t("start.sampleSays") : t(`start.doors.${door}.body`)}</div>
          {needsStore ? (
            <>
              <StoreFields draft={draft} onChange={setDraft} errorOf={errors.of} />
              <div>
                <div style={{ fontWeight: 550 }}>{t("admin.store.hours")}</div>
                <div className="quiet small">{t("admin.store.hoursHint")}</div>
                <HoursFields draft={draft} onChange={setDraft} errorOf={errors.of} />
              </div>
            </>
          ) : null}
          {needsPassphrase ? (
            <>
              <Alert color="yellow" variant="light" icon={<IconKey size={18} />}>
                <div>{t("start.passphraseWhy")}</div>
                <div style={{ marginTop: 6, fontWeight: 550 }}>{t("start.passphraseWarn")}</div>
              </Alert>
              <PasswordInput
                label={t("start.passphrase")}
                value={passphrase}
                onChange={(event) => setPassphrase(event.currentTarget.value)}
                error={errors.of("passphrase")}
                aria-invalid={errors.of("passphrase") !== undefined}
                autoComplete="new-password"
                data-testid="passphrase"
              />
              <PasswordInput
                label={t("start.passphraseAgain")}
                value={again}
                onChange={(event) => setAgain(event.currentTarget.value)}
                error={errors.of("again")}
                aria-invalid={errors.of("again") !== undefined}
                autoComplete="new-password"
                data-testid="passphrase-again"
              />
            </>
          ) : (
            <div className="quiet small">{t("start.keychain")}</div>
          )}
          {errors.rest ? <ErrorNote error={errors.rest} /> : null}
          <Group justify="flex-end">
            <Button type="submit" size="md" loading={create.isPending} data-testid="create">
              {t(`start.create.${door}`)}
            </Button>
          </Group>
        </Stack>
      </Panel>
    </form>
  );
}
