import { Alert, Button, Group, Modal, Radio, Stack, Switch, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useState } from "react";

import { ErrorNote } from "../../components/Errors";
import { NumberText } from "../../components/Fields";
import { useAct, useAsk, type ContactType, type DaysApply, type RecycleCodeDto, type RecycleEffect } from "../../ipc";
import { useZone } from "../../lib/clock";
import { count, day } from "../../lib/format";
import { fieldErrors } from "../../lib/fields";
import { useWords } from "../../words/i18n";

const FIELDS = ["name", "days", "active", "productive", "applies"];

function readDays(typed: string): number | null {
  return /^\d{1,5}$/.test(typed.trim()) ? Number(typed.trim()) : null;
}

/** Edit selected Recycle Code (S11): what a change would do stands there before it is saved. */
export function EditCode({ code, onClose }: { code: RecycleCodeDto; onClose: () => void }) {
  const t = useWords();
  const zone = useZone();
  const save = useAct("recycle_code_save");
  const [name, setName] = useState(code.name);
  const [typed, setTyped] = useState(String(code.days));
  const [active, setActive] = useState(code.active);
  const [productive, setProductive] = useState(code.productive);
  const [applies, setApplies] = useState<DaysApply | null>(null);
  const days = readDays(typed);
  const changesDays = days !== null && days !== code.days;
  const [asked] = useDebouncedValue({ id: code.id, days: days ?? code.days, active }, 200);
  const shown = asked.days === (days ?? code.days) && asked.active === active;
  const effect = useAsk("recycle_code_effect", asked, { enabled: asked.days !== code.days || asked.active !== code.active, staleTime: 0 });
  const touches = changesDays || active !== code.active;
  const known = shown ? effect.data : undefined;
  // Nobody is out: then there is nothing to choose between.
  const mustChoose = changesDays && known !== undefined && known.customers > 0;
  const errors = fieldErrors(save.error ?? effect.error, FIELDS, days === null ? { days: t("common.wholeNumber") } : {});
  const ready = days !== null && (!touches || known !== undefined) && (!mustChoose || applies !== null);

  const submit = (): void => {
    if (!ready || days === null || save.isPending) return;
    save.mutate({ id: code.id, name, days, active, productive, applies: applies ?? "from_now_on" }, { onSuccess: onClose });
  };
  return (
    <Modal opened onClose={onClose} title={t("recycle.dialog.editTitle")} closeButtonProps={{ "aria-label": t("common.close") }}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <Stack gap="md">
          <TextInput
            label={t("recycle.dialog.name")}
            description={code.is_voice_drop ? t("recycle.dialog.voiceDropName", { on: day(code.made_at, zone) }) : undefined}
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
            readOnly={code.is_voice_drop}
            error={errors.of("name")}
            data-testid="code-name"
          />
          <NumberText label={t("recycle.dialog.days")} description={changesDays ? t("recycle.dialog.was", { n: code.days }) : t("recycle.dialog.daysHint")} value={typed} onChange={setTyped} error={errors.of("days")} data-autofocus data-testid="code-days" />
          <Switch label={t("recycle.dialog.productive")} description={t("recycle.dialog.productiveHint")} checked={productive} onChange={(event) => setProductive(event.currentTarget.checked)} data-testid="code-productive" />
          <Switch label={t("recycle.dialog.active")} checked={active} onChange={(event) => setActive(event.currentTarget.checked)} error={errors.of("active")} data-testid="code-active" />
          {touches ? <Effect effect={known} changesDays={changesDays} /> : null}
          {mustChoose ? (
            <Radio.Group label={t("recycle.dialog.applies")} value={applies} onChange={(value) => setApplies(value as DaysApply)} data-testid="code-applies">
              <Stack gap={6} mt={6}>
                <Radio value="from_now_on" label={t("recycle.dialog.fromNow")} data-testid="applies-from-now-on" />
                <Radio value="also_those_out" label={`${t("recycle.dialog.alsoOut")} (${t("recycle.dialog.alsoOutHint", { count: known.customers, n: count(known.customers) })})`} data-testid="applies-also-those-out" />
              </Stack>
            </Radio.Group>
          ) : null}
          {errors.rest ? <ErrorNote error={errors.rest} /> : null}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {t("common.cancel")}
            </Button>
            <Button type="submit" loading={save.isPending} disabled={!ready} data-testid="code-save">
              {t("recycle.dialog.save")}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

/** What saving would do, in numbers. */
function Effect({ effect, changesDays }: { effect: RecycleEffect | undefined; changesDays: boolean }) {
  const t = useWords();
  if (effect === undefined) return <div className="quiet">{t("recycle.dialog.counting")}</div>;
  const n = count(effect.customers);
  const days = t("recycle.dialog.day", { count: Math.abs(effect.days_later) });
  return (
    <Alert color={effect.stops_campaigns.length > 0 ? "red" : "blue"} variant="light" data-testid="recycle-effect" role="status">
      {changesDays ? (
        <div>
          {effect.customers === 0
            ? t("recycle.dialog.noChange")
            : effect.days_later < 0
              ? t("recycle.dialog.earlier", { count: effect.customers, n, days, today: count(effect.back_today) })
              : t("recycle.dialog.later", { count: effect.customers, n, days })}
        </div>
      ) : null}
      {effect.stops_campaigns.length > 0 ? <div>{t("recycle.dialog.stops", { names: effect.stops_campaigns.join(", ") })}</div> : null}
      {!changesDays && effect.stops_campaigns.length === 0 ? <div>{t("recycle.dialog.noChange")}</div> : null}
    </Alert>
  );
}

export function AddCode({ contactType, onClose }: { contactType: ContactType; onClose: () => void }) {
  const t = useWords();
  const add = useAct("recycle_code_add");
  const [name, setName] = useState("");
  const [typed, setTyped] = useState("30");
  const [productive, setProductive] = useState(false);
  const days = readDays(typed);
  const errors = fieldErrors(add.error, FIELDS, days === null ? { days: t("common.wholeNumber") } : {});
  return (
    <Modal opened onClose={onClose} title={t("recycle.dialog.addTitle", { type: t(`contactType.${contactType}`) })} closeButtonProps={{ "aria-label": t("common.close") }}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (days !== null && !add.isPending) add.mutate({ contact_type: contactType, name, days, productive }, { onSuccess: onClose });
        }}
      >
        <Stack gap="md">
          <TextInput label={t("recycle.dialog.name")} value={name} onChange={(event) => setName(event.currentTarget.value)} error={errors.of("name")} data-autofocus data-testid="code-name" />
          <NumberText label={t("recycle.dialog.days")} description={t("recycle.dialog.daysHint")} value={typed} onChange={setTyped} error={errors.of("days")} data-testid="code-days" />
          <Switch label={t("recycle.dialog.productive")} description={t("recycle.dialog.productiveHint")} checked={productive} onChange={(event) => setProductive(event.currentTarget.checked)} />
          {errors.rest ? <ErrorNote error={errors.rest} /> : null}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {t("common.cancel")}
            </Button>
            <Button type="submit" loading={add.isPending} data-testid="code-save">
              {t("recycle.dialog.addYes")}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
