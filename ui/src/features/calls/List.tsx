import { Alert, Button, Kbd, NumberInput } from "@mantine/core";
import { IconAlertTriangle, IconHandGrab, IconPhoneOff } from "@tabler/icons-react";
import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";

import { ErrorNote, tell, tellError } from "../../components/Errors";
import { Empty, Panel } from "../../components/Panel";
import { appError, call, useAct, type AppError, type CallSelectAsk, type CallSelectPage, type CallType, type CustomerId, type TakeRefused, type TakeWhat } from "../../ipc";
import { count } from "../../lib/format";
import { navigate } from "../../lib/router";
import { useWords } from "../../words/i18n";
import { Ask } from "./Ask";
import css from "./Calls.module.css";
import { Rows } from "./Rows";

/** As many as DealerMine's agents usually take at a time. */
const HOW_MANY = 25;
const HOW_MANY_MAX = 200;
/** The whole store is counted again so often while the list is open. */
const RECOUNT_MS = 30_000;

type ListProps = { type: CallType; cities: string[]; ask: CallSelectAsk; onAsk: (ask: CallSelectAsk) => void };

/** Who is due, and taking them. */
export function List({ type, cities, ask, onAsk }: ListProps) {
  const t = useWords();
  const name = t(`contactType.${type.contact_type}`);
  const [ticked, setTicked] = useState<ReadonlySet<CustomerId>>(new Set());
  const [active, setActive] = useState(0);
  const [howMany, setHowMany] = useState<number | string>(HOW_MANY);
  const [refused, setRefused] = useState<TakeRefused[]>([]);
  const take = useAct("call_select_take");
  const pages = useInfiniteQuery<CallSelectPage, AppError>({
    queryKey: ["call_select_list", ask],
    queryFn: ({ pageParam }) => call("call_select_list", { ask, offset: pageParam as number }),
    initialPageParam: 0,
    getNextPageParam: (last, all) => {
      const seen = all.reduce((sum, page) => sum + page.rows.length, 0);
      return seen < last.total && last.rows.length > 0 ? seen : undefined;
    },
    placeholderData: keepPreviousData,
    refetchInterval: RECOUNT_MS,
  });
  const rows = pages.data?.pages.flatMap((page) => page.rows) ?? [];
  const counts = pages.data?.pages.at(-1);

  const doTake = async (what: TakeWhat): Promise<void> => {
    try {
      const done = await take.mutateAsync({ ask, what });
      setTicked(new Set());
      setRefused(done.refused);
      if (done.taken.length > 0) tell(t("calls.took", { count: done.taken.length }));
      else if (done.refused.length === 0) tell(t("calls.tookNone"));
    } catch (thrown) {
      const error = appError(thrown);
      if (error.field !== "how_many") tellError(error);
    }
  };
  const takeTicked = (highlighted: CustomerId | null): void => {
    const customers = ticked.size > 0 ? rows.map((row) => row.customer).filter((id) => ticked.has(id)) : highlighted === null ? [] : [highlighted];
    if (customers.length > 0 && !take.isPending) void doTake({ kind: "these", customers });
  };
  const toggle = (id: CustomerId): void => setTicked((before) => new Set(before.has(id) ? [...before].filter((other) => other !== id) : [...before, id]));
  const number = typeof howMany === "number" ? howMany : 0;

  return (
    <Panel label={t("calls.list", { type: name })} flush>
      <div className={css.head}>
        <h2>{name}</h2>
        {counts ? (
          <span className="quiet small figures" data-testid="calls-counts">
            {t("calls.counts", { total: count(counts.total), free: count(counts.free), held: count(counts.held), taken: count(counts.taken) })}
          </span>
        ) : null}
        <form
          className={css.take}
          onSubmit={(event) => {
            event.preventDefault();
            if (!take.isPending) void doTake({ kind: "first", how_many: number });
          }}
        >
          {ticked.size > 0 ? (
            <Button variant="light" leftSection={<IconHandGrab size={16} aria-hidden />} loading={take.isPending} onClick={() => takeTicked(null)} aria-keyshortcuts="T" data-testid="take-ticked">
              {t("calls.takeTicked", { n: ticked.size })}
            </Button>
          ) : null}
          <label htmlFor="how-many">{t("calls.howMany")}</label>
          <NumberInput
            id="how-many"
            w={84}
            min={1}
            max={HOW_MANY_MAX}
            clampBehavior="none"
            allowDecimal={false}
            value={howMany}
            onChange={setHowMany}
            error={take.error?.field === "how_many" ? take.error.message : undefined}
            data-testid="how-many"
          />
          <Button type="submit" loading={take.isPending} disabled={rows.length === 0} data-testid="take-first">
            {t("calls.takeFirst", { count: number })}
          </Button>
        </form>
      </div>
      <div className={css.tools}>
        <Ask type={type} cities={cities} ask={ask} onAsk={onAsk} />
      </div>
      {refused.length > 0 ? <Refused refused={refused} onClose={() => setRefused([])} /> : null}
      {pages.error ? <ErrorNote error={pages.error} onRetry={() => void pages.refetch()} /> : null}
      {counts && counts.total === 0 ? (
        <Nobody type={type} />
      ) : (
        <Rows
          rows={rows}
          total={counts?.total ?? rows.length}
          label={t("calls.list", { type: name })}
          ticked={ticked}
          active={Math.min(active, Math.max(0, rows.length - 1))}
          onActive={setActive}
          onTick={toggle}
          onOpen={(id) => navigate(`/customers/${id}`)}
          onTake={takeTicked}
          onNearEnd={() => {
            if (pages.hasNextPage && !pages.isFetchingNextPage) void pages.fetchNextPage();
          }}
        />
      )}
      {counts && counts.total > 0 ? (
        <div className={css.under}>
          <span aria-label={t("calls.keys")}>
            <Kbd>↑</Kbd>
            <Kbd>↓</Kbd> {t("calls.keyMove")} · <Kbd>Space</Kbd> {t("calls.keyTick")} · <Kbd>T</Kbd> {t("calls.keyTake")} · <Kbd>Enter</Kbd> {t("calls.keyOpen")}
          </span>
        </div>
      ) : null}
    </Panel>
  );
}

/** Whoever could not be had, and who has them. */
function Refused({ refused, onClose }: { refused: TakeRefused[]; onClose: () => void }) {
  const t = useWords();
  return (
    <Alert color="orange" variant="light" icon={<IconAlertTriangle size={18} />} title={t("calls.notTaken")} withCloseButton closeButtonLabel={t("common.close")} onClose={onClose} m={12} role="alert" data-testid="take-refused">
      {refused.map((one) => (
        <div key={one.customer}>{one.why}</div>
      ))}
    </Alert>
  );
}

function Nobody({ type }: { type: CallType }) {
  const t = useWords();
  const name = t(`contactType.${type.contact_type}`);
  const noStep = type.steps === 0;
  const noFetch = type.contact_type === "marketing" && type.fetch_campaigns.length === 0;
  return (
    <Empty icon={<IconPhoneOff size={32} stroke={1.3} aria-hidden />} title={t("calls.empty", { type: name })} action={noStep ? <Button onClick={() => navigate("/campaigns")}>{t("calls.toCampaigns")}</Button> : null}>
      {noStep ? t("calls.emptySteps", { type: name }) : noFetch ? t("calls.emptyFetch") : t("calls.emptyHint")}
    </Empty>
  );
}
