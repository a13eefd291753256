import { Button, Group, Popover, TextInput, UnstyledButton } from "@mantine/core";
import { IconPencil } from "@tabler/icons-react";
import { useState } from "react";

import { useAct, type Count, type Lane } from "../../ipc";
import { count } from "../../lib/format";
import { useWords } from "../../words/i18n";

/** The count of a run under way: shown, and changed before the next drop (S1). */
export function SetCount({ lane }: { lane: Lane }) {
  const t = useWords();
  const set = useAct("run_set_count");
  const [opened, setOpened] = useState(false);
  const [typed, setTyped] = useState("");
  const [own, setOwn] = useState<string | null>(null);
  const open = (): void => {
    setTyped(String(lane.asked));
    setOwn(null);
    set.reset();
    setOpened(true);
  };
  const send = (wanted: Count): void => set.mutate({ run: lane.run, count: wanted }, { onSuccess: () => setOpened(false) });
  const submit = (): void => {
    if (!/^\d{1,9}$/.test(typed.trim())) setOwn(t("common.wholeNumber"));
    else {
      setOwn(null);
      send({ kind: "number", number: Number(typed.trim()) });
    }
  };
  const name = lane.campaign_name;
  return (
    <Popover opened={opened} onChange={setOpened} trapFocus withArrow shadow="md" width={290} position="bottom-start">
      <Popover.Target>
        <UnstyledButton onClick={open} className="small figures" style={{ fontWeight: 600, whiteSpace: "nowrap", color: "var(--mantine-color-anchor)" }} aria-label={t("today.count.edit", { name, n: count(lane.asked) })} data-testid="run-count">
          {count(lane.counts.delivered + lane.counts.failed + lane.counts.unknown)} {t("today.count.label", { n: count(lane.asked) })} <IconPencil size={12} aria-hidden style={{ verticalAlign: -1 }} />
        </UnstyledButton>
      </Popover.Target>
      <Popover.Dropdown>
        <form
          onSubmit={(event) => {
            event.preventDefault();
            submit();
          }}
        >
          <TextInput
            label={t("today.count.title")}
            description={t("today.count.hint")}
            value={typed}
            onChange={(event) => setTyped(event.currentTarget.value)}
            error={own ?? set.error?.message}
            inputMode="numeric"
            data-autofocus
            data-testid="run-count-input"
          />
          <Group justify="space-between" mt="sm">
            <Button size="xs" variant="subtle" onClick={() => send({ kind: "all_due" })} data-testid="run-count-all">
              {t("today.count.allDue")}
            </Button>
            <Button size="xs" type="submit" loading={set.isPending} data-testid="run-count-set">
              {t("today.count.set")}
            </Button>
          </Group>
        </form>
      </Popover.Dropdown>
    </Popover>
  );
}
