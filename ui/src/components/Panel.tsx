import type { ReactNode } from "react";

import { navigate } from "../lib/router";
import css from "./Panel.module.css";

type PanelProps = {
  title?: ReactNode;
  /** For people who cannot see where the panel ends. */
  label?: string;
  right?: ReactNode;
  /** Tables reach the edges; words do not. */
  flush?: boolean;
  className?: string;
  testId?: string;
  children: ReactNode;
};

export function Panel({ title, label, right, flush, className, testId, children }: PanelProps) {
  const name = label ?? (typeof title === "string" ? title : undefined);
  return (
    <section className={`${css.panel} ${className ?? ""}`} aria-label={name} data-testid={testId}>
      {title !== undefined || right !== undefined ? (
        <div className={css.head}>
          <h2 className={css.title}>{title}</h2>
          {right}
        </div>
      ) : null}
      {flush ? children : <div className={css.body} style={title === undefined ? { paddingTop: 16 } : undefined}>{children}</div>}
    </section>
  );
}

type TileProps = { label: string; value: ReactNode; hint?: ReactNode; colour?: string; testId?: string };

/** One figure with what it counts. */
export function Tile({ label, value, hint, colour, testId }: TileProps) {
  return (
    <div className={`${css.panel} ${css.tile}`} role="group" aria-label={label} data-testid={testId}>
      <div className="quiet small">{label}</div>
      <span className={css.value} style={colour ? { color: colour } : undefined}>
        {value}
      </span>{" "}
      {hint ? <span className="quiet small">{hint}</span> : null}
    </div>
  );
}

type PageHeadProps = {
  title: ReactNode;
  crumbs?: { label: string; to: string }[];
  /** What stands at the right: dates, sums, buttons. */
  children?: ReactNode;
};

export function PageHead({ title, crumbs, children }: PageHeadProps) {
  return (
    <header className={css.pageHead}>
      <h1>
        {crumbs?.map((crumb) => (
          <Link key={crumb.to} to={crumb.to} className={css.crumbs}>
            {crumb.label} /
          </Link>
        ))}
        {title}
      </h1>
      <div style={{ flex: 1 }} />
      {children}
    </header>
  );
}

type LinkProps = { to: string; className?: string; children: ReactNode; testId?: string };

/** A link inside the program; it asks before it leaves something unsaved. */
export function Link({ to, className = "link", children, testId }: LinkProps) {
  return (
    <a
      href={`#${to}`}
      className={className}
      data-testid={testId}
      onClick={(event) => {
        event.preventDefault();
        navigate(to);
      }}
    >
      {children}
    </a>
  );
}

type EmptyProps = { title: string; children?: ReactNode; icon?: ReactNode; action?: ReactNode };

/** Nothing here yet, and what to do next. */
export function Empty({ title, children, icon, action }: EmptyProps) {
  return (
    <div className={css.empty}>
      {icon}
      <strong>{title}</strong>
      {children ? <div style={{ maxWidth: 460 }}>{children}</div> : null}
      {action ? <div style={{ marginTop: 8 }}>{action}</div> : null}
    </div>
  );
}
