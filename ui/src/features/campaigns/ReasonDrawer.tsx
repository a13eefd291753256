import { Button, Drawer } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";

import { ErrorNote } from "../../components/Errors";
import { ExportList } from "../../components/Export";
import { Link } from "../../components/Panel";
import { call, type AppError, type CampaignId, type CampaignSpec, type ExcludedPerson, type PreviewGroup, type PreviewPeople, type ReasonDto } from "../../ipc";
import { count, date } from "../../lib/format";
import { useWords } from "../../words/i18n";
import css from "./Campaigns.module.css";
import { Parts } from "./Parts";
import { Person } from "./Preview";

type DrawerProps = { spec: CampaignSpec; campaign: CampaignId | null; group: PreviewGroup; onClose: () => void };

/** The people behind one reason, each with all of theirs. */
export function ReasonDrawer({ spec, campaign, group, onClose }: DrawerProps) {
  const t = useWords();
  const pages = useInfiniteQuery<PreviewPeople, AppError>({
    queryKey: ["campaign_preview_people", spec, campaign, group.group],
    queryFn: ({ pageParam }) => call("campaign_preview_people", { spec, campaign, group: group.group, offset: pageParam as number }),
    initialPageParam: 0,
    getNextPageParam: (last, all) => {
      const seen = all.reduce((sum, page) => sum + page.people.length, 0);
      return seen < last.total && last.people.length > 0 ? seen : undefined;
    },
  });
  const people = pages.data?.pages.flatMap((page) => page.people) ?? [];
  const total = pages.data?.pages[0]?.total ?? group.customers;
  return (
    <Drawer opened onClose={onClose} position="right" size="md" title={`${t(`reasonGroup.${group.group}`)} · ${count(total)}`} closeButtonProps={{ "aria-label": t("common.close") }} data-testid="reason-drawer" styles={{ title: { fontWeight: 600 } }}>
      {pages.error ? <ErrorNote error={pages.error} onRetry={() => void pages.refetch()} /> : null}
      <Parts group={group} />
      {total > 0 ? <ExportList list={{ kind: "excluded", spec, campaign, group: group.group }} what={t(`reasonGroup.${group.group}`)} size="xs" /> : null}
      <div role="list" style={{ marginTop: 8 }}>
        {people.map((row) => (
          <Excluded key={row.person.customer} row={row} />
        ))}
      </div>
      {pages.hasNextPage ? (
        <Button fullWidth variant="light" mt="sm" loading={pages.isFetchingNextPage} onClick={() => void pages.fetchNextPage()}>
          {t("campaigns.preview.more")}
        </Button>
      ) : null}
    </Drawer>
  );
}

function Excluded({ row }: { row: ExcludedPerson }) {
  return (
    <div className={css.person} style={{ gridTemplateColumns: "minmax(0, 1fr)" }}>
      <Link to={`/customers/${row.person.customer}`} className="plain">
        <Person person={row.person} />
      </Link>
      <ul style={{ margin: "0 0 4px", paddingLeft: 22 }} className="small">
        {row.reasons.map((reason) => (
          <li key={reason.reason}>
            <Why reason={reason} />
          </li>
        ))}
      </ul>
    </div>
  );
}

function Why({ reason }: { reason: ReasonDto }) {
  const t = useWords();
  const numbers = reason.numbers.map((row) =>
    t("campaigns.preview.numberOf", { kind: t(`phoneKindSmall.${row.kind}`), fault: t(`fault.${row.fault}`, { on: date(row.until_on) }) }),
  );
  return (
    <>
      {t(`reason.${reason.reason}`)}
      {reason.detail ? <span className="quiet">: {reason.detail}</span> : null}
      {numbers.length > 0 ? <div className="quiet">{numbers.join(" · ")}</div> : null}
    </>
  );
}
