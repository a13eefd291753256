import { UnstyledButton } from "@mantine/core";
import { IconChevronDown, IconChevronRight } from "@tabler/icons-react";
import { useId, useState, type ReactNode } from "react";

import { useWords } from "../../words/i18n";
import css from "./Campaigns.module.css";

type MoreProps = {
  label: string;
  /** How many of the fields inside say something uncommon. */
  set: number;
  /** One of them is wrong: its sentence must not hide. */
  faulty: boolean;
  testId: string;
  children: ReactNode;
};

/** Uncommon fields, folded away. It opens itself when one of them is set or wrong. */
export function More({ label, set, faulty, testId, children }: MoreProps) {
  const t = useWords();
  const [wish, setWish] = useState<boolean | null>(null);
  const id = useId();
  const opened = faulty || (wish ?? set > 0);
  const Chevron = opened ? IconChevronDown : IconChevronRight;
  return (
    <div className={css.w12}>
      <UnstyledButton className={css.more} onClick={() => setWish(!opened)} aria-expanded={opened} aria-controls={id} data-testid={testId}>
        <Chevron size={16} aria-hidden /> {label}
        {set > 0 ? <span className="quiet"> · {t("campaigns.build.moreSet", { n: set })}</span> : null}
      </UnstyledButton>
      {opened ? (
        <div id={id} className={css.fields} style={{ marginTop: 6 }}>
          {children}
        </div>
      ) : null}
    </div>
  );
}
