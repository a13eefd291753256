import type { PreviewGroup, PreviewPart } from "../../ipc";
import { count } from "../../lib/format";
import { useWords, type Words } from "../../words/i18n";
import css from "./Campaigns.module.css";

function nameOf({ reason, number }: PreviewPart, t: Words): string {
  if (number) {
    const fault = number.fault === "blocked_until" ? t("campaigns.preview.blockedForNow") : t(`fault.${number.fault}`, { on: "" });
    return t("campaigns.preview.numberOf", { kind: t(`phoneKindSmall.${number.kind}`), fault });
  }
  return t(`reason.${reason}`);
}

/** What a line of the preview is made of, each part with its own count. */
export function Parts({ group }: { group: PreviewGroup }) {
  const t = useWords();
  if (group.parts.length === 0) return null;
  return (
    <ul className={css.split} aria-label={t("campaigns.preview.parts", { reason: t(`reasonGroup.${group.group}`) })} data-testid={`parts-${group.group}`}>
      {group.parts.map((part) => {
        const name = nameOf(part, t);
        return (
          <li key={name} className="small quiet">
            <span>{name}</span>
            <span className="number">{count(part.customers)}</span>
          </li>
        );
      })}
    </ul>
  );
}
