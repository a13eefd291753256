import { Alert, Badge, Button, Kbd, Modal, Radio, Select, Textarea } from "@mantine/core";
import { IconAlertTriangle, IconInfoCircle } from "@tabler/icons-react";
import { useEffect, useRef, useState, type KeyboardEvent } from "react";

import { Answer, ErrorNote, tell } from "../../components/Errors";
import { Link } from "../../components/Panel";
import { useAct, useAsk, type AppError, type CallDto, type CallSelectClosed, type ContactType, type CustomerId, type RecycleWhat } from "../../ipc";
import { attempt } from "../../lib/acts";
import { useNow, useZone } from "../../lib/clock";
import { date, near } from "../../lib/format";
import { useWords } from "../../words/i18n";
import css from "./Calls.module.css";

const COMMENT_CHARS_MAX = 500;

type ViewProps = { customer: CustomerId; onClose: () => void; /** The call is over; the next one may come. */ onDone: () => void };

/** How a call is closed. */
export function RecycleView({ customer, onClose, onDone }: ViewProps) {
  const t = useWords();
  const [type, setType] = useState<ContactType | null>(null);
  // What was on the screen a moment ago may be another agent's by now: it is asked at every opening.
  const asked = useAsk("call_select_call", { customer, contact_type: type }, { staleTime: 0 });
  const name = asked.data?.name ?? "";
  return (
    <Modal opened onClose={onClose} size={810} title={t("calls.view.title", { name })} closeButtonProps={{ "aria-label": t("common.close") }} data-testid="recycle-view">
      <Answer query={asked}>{(dto) => <Form key={dto.contact_type} dto={dto} onType={setType} onClose={onClose} onDone={onDone} />}</Answer>
    </Modal>
  );
}

function Form({ dto, onType, onClose, onDone }: { dto: CallDto; onType: (type: ContactType) => void; onClose: () => void; onDone: () => void }) {
  const t = useWords();
  const recycle = useAct("call_select_recycle");
  const complete = useAct("call_select_complete");
  const save = useAct("call_select_save");
  const giveBack = useAct("call_select_give_back");
  const [code, setCode] = useState<string | null>(null);
  const [comment, setComment] = useState("");
  const [chosen, setChosen] = useState<number | null>(null);
  const [error, setError] = useState<AppError | null>(null);
  const first = useRef<HTMLInputElement>(null);
  // The call comes a moment after the dialog, which by then has looked for what to focus.
  useEffect(() => first.current?.focus(), []);
  const vehicle = dto.files.find((file) => file.vehicle === chosen)?.vehicle ?? dto.files.find((file) => file.vehicle !== null)?.vehicle ?? null;
  const mine = dto.holder.kind === "agent" && dto.holder.mine;
  const busy = recycle.isPending || complete.isPending || save.isPending || giveBack.isPending;
  const { customer, contact_type } = dto;

  const act = async (work: () => Promise<CallSelectClosed>, said: (closed: CallSelectClosed) => string): Promise<void> => {
    if (busy || !mine) return;
    setError(null);
    try {
      const closed = await work();
      tell(said(closed));
      setCode(null);
      setComment("");
      if (closed.freed) onDone();
    } catch (thrown) {
      setError(thrown as AppError);
    }
  };
  const doRecycle = (what: RecycleWhat): void => {
    if (code === null) {
      setError({ field: "code", message: t("calls.view.needCode") } as AppError);
      return;
    }
    void act(
      () => recycle.mutateAsync({ customer, contact_type, code: Number(code), comment, what }),
      (closed) => (closed.freed ? t("calls.view.recycled", { name: dto.name, on: date(closed.returns_on) }) : t("calls.view.recycledVehicle", { on: date(closed.returns_on), n: closed.left })),
    );
  };
  const doComplete = (): void => void act(() => complete.mutateAsync({ customer, code: code === null ? null : Number(code), comment, what: { kind: "customer" } }), () => t("calls.view.completed", { name: dto.name }));
  const doSave = (): void => void act(() => save.mutateAsync({ customer, contact_type, code: code === null ? null : Number(code), comment }), () => t("calls.view.saved", { name: dto.name }));
  const doGiveBack = async (): Promise<void> => {
    await attempt(() => giveBack.mutateAsync({ customer }));
    onDone();
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      doRecycle({ kind: "customer" });
    }
  };

  return (
    <div onKeyDown={onKeyDown}>
      <Who dto={dto} onClose={onClose} />
      {mine ? null : <Lost dto={dto} />}
      <Types dto={dto} onType={onType} />
      <Files dto={dto} chosen={vehicle} onChoose={setChosen} />
      <Select
        ref={first}
        openOnFocus={false}
        mt="md"
        label={t("calls.view.code")}
        placeholder={t("calls.view.codePlaceholder")}
        data={dto.codes.map((row) => ({ value: String(row.id), label: t("calls.view.codeOption", { name: row.name, days: row.days }) }))}
        value={code}
        onChange={setCode}
        searchable
        clearable
        allowDeselect
        selectFirstOptionOnChange
        disabled={dto.codes.length === 0}
        description={dto.codes.length === 0 ? t("calls.view.noCodes", { type: t(`contactType.${contact_type}`) }) : undefined}
        error={error?.field === "code" ? error.message : undefined}
        renderOption={({ option }) => {
          const row = dto.codes.find((one) => String(one.id) === option.value);
          return (
            <span style={{ display: "flex", justifyContent: "space-between", gap: 12, width: "100%" }}>
              {option.label}
              {row?.productive ? <span className="quiet small">{t("calls.view.productive")}</span> : null}
            </span>
          );
        }}
        data-testid="recycle-code"
      />
      <Textarea mt="md" label={t("calls.view.comment")} placeholder={t("calls.view.commentPlaceholder")} value={comment} onChange={(event) => setComment(event.currentTarget.value)} minRows={2} maxRows={6} autosize error={error?.field === "comment" ? error.message : undefined} description={comment.length > COMMENT_CHARS_MAX - 100 ? t("calls.view.commentCount", { n: comment.length }) : undefined} data-testid="recycle-comment" />
      {error && error.field !== "code" && error.field !== "comment" ? (
        <div style={{ marginTop: 12 }}>
          <ErrorNote error={error} />
        </div>
      ) : null}
      <div className={css.acts}>
        <Button variant="subtle" color="gray" disabled={!mine || busy} onClick={() => void doGiveBack()} data-testid="view-give-back">
          {t("calls.view.giveBack")}
        </Button>
        <Button variant="default" disabled={!mine || busy} onClick={doSave} data-testid="save-only">
          {t("calls.view.save")}
        </Button>
        {contact_type === "marketing" && dto.files.length > 0 ? (
          <Button variant="default" disabled={!mine || busy} title={t("calls.view.completeHint")} onClick={doComplete} data-testid="complete">
            {t("calls.view.complete")}
          </Button>
        ) : null}
        <Button variant="light" disabled={!mine || busy || vehicle === null} onClick={() => (vehicle === null ? undefined : doRecycle({ kind: "vehicle", vehicle }))} data-testid="recycle-vehicle">
          {t("calls.view.recycleVehicle")}
        </Button>
        <Button disabled={!mine} loading={busy} rightSection={<Kbd aria-hidden>Ctrl+Enter</Kbd>} aria-keyshortcuts="Control+Enter" onClick={() => doRecycle({ kind: "customer" })} data-testid="recycle-customer">
          {t("calls.view.recycleCustomer")}
        </Button>
      </div>
    </div>
  );
}

function Who({ dto, onClose }: { dto: CallDto; onClose: () => void }) {
  const t = useWords();
  const zone = useZone();
  const now = useNow(60_000);
  return (
    <>
      <div className={css.callPhones}>
        {dto.phones.length === 0 ? <span className="quiet">{t("calls.view.noPhones")}</span> : null}
        {dto.phones.map((phone) => (
          <span key={phone.kind}>
            <span className="quiet">{t(`phoneKind.${phone.kind}`)}</span> <strong>{phone.shown}</strong>
          </span>
        ))}
        {dto.language ? <span className="quiet">{t(`language.${dto.language}`)}</span> : null}
        <span onClick={onClose}>
          <Link to={`/customers/${dto.customer}`}>{t("calls.view.page")} →</Link>
        </span>
      </div>
      {dto.no_drops || dto.may_have_heard_at ? (
        <div className={css.choices} style={{ marginTop: 8 }}>
          {dto.may_have_heard_at ? <Badge color="blue">{t("calls.mayHaveHeard", { at: near(dto.may_have_heard_at, zone, now) })}</Badge> : null}
          {dto.no_drops ? <Badge color={dto.no_drops === "do_not_call" ? "red" : "gray"}>{t("calls.noDrops", { why: t(`noDrops.${dto.no_drops}`) })}</Badge> : null}
        </div>
      ) : null}
    </>
  );
}

/** Somebody else has the customer by now: nothing is recorded, and the way back is one button. */
function Lost({ dto }: { dto: CallDto }) {
  const t = useWords();
  const zone = useZone();
  const now = useNow(60_000);
  const take = useAct("customer_take");
  const { holder } = dto;
  return (
    <Alert color="red" variant="light" mt="md" icon={<IconAlertTriangle size={18} />} role="alert" data-testid="call-lost">
      {holder.kind === "run"
        ? t("calls.view.lostRun", { campaign: holder.campaign_name, until: near(holder.until, zone, now) })
        : holder.kind === "agent"
          ? t("calls.view.lostAgent", { who: holder.name, at: near(holder.since, zone, now) })
          : t("calls.view.lostNobody")}
      {holder.kind === "nobody" ? (
        <div style={{ marginTop: 8 }}>
          <Button size="xs" variant="default" onClick={() => void attempt(() => take.mutateAsync({ id: dto.customer }))} data-testid="take-again">
            {t("calls.view.takeAgain")}
          </Button>
        </div>
      ) : null}
    </Alert>
  );
}

/** The list's contact type, and what else the customer is due for. */
function Types({ dto, onType }: { dto: CallDto; onType: (type: ContactType) => void }) {
  const t = useWords();
  return (
    <>
      <div className={css.label} id="call-type">
        {t("calls.view.type")}
      </div>
      <div className={css.choices} role="radiogroup" aria-labelledby="call-type">
        {[dto.contact_type, ...dto.also_due].map((type) => (
          <Button key={type} size="xs" role="radio" aria-checked={type === dto.contact_type} variant={type === dto.contact_type ? "filled" : "default"} onClick={() => onType(type)} data-testid={`call-type-${type}`}>
            {t(`contactType.${type}`)}
          </Button>
        ))}
        {dto.also_due.length > 0 ? (
          <span className="quiet small" style={{ alignSelf: "center" }}>
            {t("calls.view.alsoDue")}
          </span>
        ) : null}
      </div>
    </>
  );
}

function Files({ dto, chosen, onChoose }: { dto: CallDto; chosen: number | null; onChoose: (vehicle: number) => void }) {
  const t = useWords();
  if (dto.files.length === 0) {
    return (
      <Alert color="gray" variant="light" mt="md" icon={<IconInfoCircle size={18} />}>
        {t("calls.view.nothingDue", { type: t(`contactType.${dto.contact_type}`) })}
      </Alert>
    );
  }
  const many = dto.files.filter((file) => file.vehicle !== null).length > 1;
  return (
    <>
      <div className={css.label} id="call-about">
        {t("calls.view.about")}
      </div>
      <div className={css.files} role={many ? "radiogroup" : "list"} aria-labelledby="call-about">
        {dto.files.map((file) => (
          <label key={file.vehicle ?? 0} className={css.file} role={many ? undefined : "listitem"} data-chosen={many && file.vehicle === chosen} data-testid={`call-file-${file.vehicle ?? 0}`}>
            {many && file.vehicle !== null ? <Radio size="xs" name="call-about" checked={file.vehicle === chosen} onChange={() => (file.vehicle === null ? undefined : onChoose(file.vehicle))} /> : null}
            <span>
              <strong>{file.title ?? t("calls.view.noVehicle")}</strong> <span className="quiet small">{file.vin}</span>
              {[...file.events, file.last_ro_on ? t("customers.vehicles.lastRo", { on: date(file.last_ro_on) }) : null].filter(Boolean).map((words) => (
                <div key={words} className="small quiet">
                  {words}
                </div>
              ))}
            </span>
          </label>
        ))}
      </div>
    </>
  );
}
