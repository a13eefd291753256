import { Alert, Button, Menu, Table, Tooltip, UnstyledButton } from "@mantine/core";
import { IconChevronDown, IconInfoCircle, IconPointFilled } from "@tabler/icons-react";
import { useState } from "react";

import { Confirm } from "../../components/Confirm";
import { Answer } from "../../components/Errors";
import { ExportList } from "../../components/Export";
import { PageHead, Panel } from "../../components/Panel";
import { useAct, useAsk, type ContactType, type RecycleCodeDto, type RecycleType } from "../../ipc";
import { useZone } from "../../lib/clock";
import { count, date, dayTime } from "../../lib/format";
import { useWords } from "../../words/i18n";
import { Mark } from "../customers/Vehicles";
import { AddCode, EditCode } from "./CodeDialogs";
import css from "./Recycle.module.css";

/** Contact types at the left, the codes of one at the right, the acts under Options. */
export function RecyclePage() {
  const t = useWords();
  const zone = useZone();
  const asked = useAsk("recycle_setup", {});
  const [type, setType] = useState<ContactType>("maintenance");
  const chosen = asked.data?.types.find((row) => row.contact_type === type);
  return (
    <>
      <PageHead title={t("recycle.title")}>
        {asked.data ? <span className="quiet figures">{t("recycle.counted", { at: dayTime(asked.data.calculated_at, zone) })}</span> : null}
        {asked.data?.types.some((row) => row.codes.length > 0) ? <ExportList list={{ kind: "recycle_codes" }} what={t("recycle.title")} /> : null}
      </PageHead>
      <Answer query={asked}>
        {({ types }) => (
          <div className={css.page}>
            <Panel label={t("recycle.types")} flush className={css.types}>
              {types.map((row) => (
                <UnstyledButton key={row.contact_type} className={css.type} aria-current={row.contact_type === type} onClick={() => setType(row.contact_type)} data-testid={`recycle-type-${row.contact_type}`}>
                  {t(`contactType.${row.contact_type}`)}
                </UnstyledButton>
              ))}
            </Panel>
            {chosen ? <Codes key={type} type={chosen} /> : null}
          </div>
        )}
      </Answer>
    </>
  );
}

function Codes({ type }: { type: RecycleType }) {
  const t = useWords();
  const [selected, setSelected] = useState<number | null>(type.codes[0]?.id ?? null);
  const [asking, setAsking] = useState<"edit" | "add" | "delete" | null>(null);
  const remove = useAct("recycle_code_delete");
  const code = type.codes.find((row) => row.id === selected) ?? null;
  const name = t(`contactType.${type.contact_type}`);
  const close = (): void => setAsking(null);
  return (
    <Panel title={name} flush right={<Options code={code} onAsk={setAsking} />}>
      {type.voice_drop_code_exists ? null : (
        <Alert color="blue" variant="light" m="0 16px 12px" icon={<IconInfoCircle size={18} />} data-testid="voice-drop-appears">
          {t("recycle.appears", { type: name })}
        </Alert>
      )}
      {type.codes.length === 0 ? (
        <div className="quiet" style={{ padding: "0 16px 16px" }}>
          {t("recycle.none", { type: name })}
        </div>
      ) : (
        <Table.ScrollContainer minWidth={520} type="native">
          <Table horizontalSpacing={14} aria-label={name}>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{t("recycle.columns.name")}</Table.Th>
                <Table.Th className="number">{t("recycle.columns.days")}</Table.Th>
                <Table.Th ta="center">{t("recycle.columns.productive")}</Table.Th>
                <Table.Th ta="center">{t("recycle.columns.active")}</Table.Th>
                <Table.Th>{t("recycle.columns.lastUsed")}</Table.Th>
                <Table.Th className="number">{t("recycle.columns.times")}</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {type.codes.map((row) => (
                <Code
                  key={row.id}
                  code={row}
                  selected={row.id === selected}
                  onSelect={() => setSelected(row.id)}
                  onOpen={() => {
                    setSelected(row.id);
                    setAsking("edit");
                  }}
                />
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      )}
      {asking === "edit" && code ? <EditCode code={code} onClose={close} /> : null}
      {asking === "add" ? <AddCode contactType={type.contact_type} onClose={close} /> : null}
      <Confirm opened={asking === "delete" && code !== null} red title={t("recycle.deleteTitle", { name: code?.name ?? "" })} yes={t("common.delete")} onClose={close} onYes={async () => {
        if (code) await remove.mutateAsync({ id: code.id });
      }}>
        {t("recycle.deleteBody")}
      </Confirm>
    </Panel>
  );
}

function Options({ code, onAsk }: { code: RecycleCodeDto | null; onAsk: (what: "edit" | "add" | "delete") => void }) {
  const t = useWords();
  const deletable = code !== null && code.red && !code.is_voice_drop;
  return (
    <Menu width={260}>
      <Menu.Target>
        <Button variant="default" rightSection={<IconChevronDown size={14} aria-hidden />} data-testid="recycle-options">
          {t("common.options")}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item disabled={code === null} onClick={() => onAsk("edit")} data-testid="recycle-edit">
          {t("recycle.edit")}
        </Menu.Item>
        <Menu.Item onClick={() => onAsk("add")} data-testid="recycle-add">
          {t("recycle.add")}
        </Menu.Item>
        <Menu.Divider />
        <Menu.Item color="red" disabled={!deletable} onClick={() => onAsk("delete")} data-testid="recycle-delete">
          {t("recycle.delete")}
        </Menu.Item>
        {deletable || code === null ? null : <Menu.Label>{code.is_voice_drop ? t("recycle.voiceDropKept") : t("recycle.deleteHint")}</Menu.Label>}
      </Menu.Dropdown>
    </Menu>
  );
}

type CodeProps = { code: RecycleCodeDto; selected: boolean; onSelect: () => void; onOpen: () => void };

function Code({ code, selected, onSelect, onOpen }: CodeProps) {
  const t = useWords();
  const productive = `${t("recycle.columns.productive")}: ${code.productive ? t("common.yes") : t("common.no")}`;
  const active = `${t("recycle.columns.active")}: ${code.active ? t("common.yes") : t("common.no")}`;
  return (
    <Table.Tr
      className={css.code}
      aria-selected={selected}
      data-inactive={!code.active || undefined}
      tabIndex={0}
      onClick={onSelect}
      onDoubleClick={onOpen}
      onKeyDown={(event) => {
        if (event.target !== event.currentTarget) return;
        if (event.key === "Enter") onOpen();
        if (event.key === " ") {
          event.preventDefault();
          onSelect();
        }
      }}
      data-testid={`code-${code.id}`}
    >
      <Table.Td>
        {code.red ? (
          <Tooltip label={t("recycle.red")}>
            <IconPointFilled size={15} color="var(--mantine-color-red-6)" role="img" aria-label={t("recycle.red")} style={{ verticalAlign: -3 }} />
          </Tooltip>
        ) : null}{" "}
        {code.name}
      </Table.Td>
      <Table.Td className="number">{count(code.days)}</Table.Td>
      <Table.Td ta="center">
        <Mark on={code.productive} label={productive} />
      </Table.Td>
      <Table.Td ta="center">
        <Mark on={code.active} label={active} />
      </Table.Td>
      <Table.Td className="figures nowrap">{code.last_used_on ? date(code.last_used_on) : t("common.never")}</Table.Td>
      <Table.Td className="number">{count(code.times_used)}</Table.Td>
    </Table.Tr>
  );
}
