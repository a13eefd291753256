import { Alert, Button, Skeleton, Stack } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { IconAlertTriangle } from "@tabler/icons-react";
import type { UseQueryResult } from "@tanstack/react-query";
import { Component, type ReactNode } from "react";

import type { AppError } from "../ipc";
import { navigate } from "../lib/router";
import { i18next, useWords } from "../words/i18n";

/** What happened and what to do, where it happened. */
export function ErrorNote({ error, onRetry }: { error: AppError; onRetry?: () => void }) {
  const t = useWords();
  return (
    <Alert color="red" variant="light" icon={<IconAlertTriangle size={18} />} role="alert" data-code={error.code}>
      {error.message}
      {onRetry ? (
        <div style={{ marginTop: 8 }}>
          <Button size="xs" variant="default" onClick={onRetry}>
            {t("common.retry")}
          </Button>
        </div>
      ) : null}
    </Alert>
  );
}

/** For acts that have no field of their own: a sentence at the corner that stays until it is closed. */
export function tellError(error: AppError): void {
  notifications.show({
    color: "red",
    title: i18next.t("common.errorTitle"),
    message: error.message,
    autoClose: 12_000,
    withBorder: true,
    role: "alert",
  });
}

export function tell(message: string): void {
  notifications.show({ color: "teal", message, autoClose: 5000, withBorder: true, role: "status" });
}

type AnswerProps<T> = { query: UseQueryResult<T, AppError>; children: (answer: T) => ReactNode; lines?: number };

/** Waiting, failed, or the answer. An answer that is there stays while a newer one is fetched. */
export function Answer<T>({ query, children, lines = 4 }: AnswerProps<T>) {
  if (query.data !== undefined) return <>{children(query.data)}</>;
  if (query.error) return <ErrorNote error={query.error} onRetry={() => void query.refetch()} />;
  return (
    <Stack gap="xs" p="md" aria-busy="true">
      {Array.from({ length: lines }, (_, line) => (
        <Skeleton key={line} height={18} radius="sm" />
      ))}
    </Stack>
  );
}

function Crash({ onRetry }: { onRetry: () => void }) {
  const t = useWords();
  return (
    <Alert color="red" m="lg" icon={<IconAlertTriangle size={18} />} title={t("common.crashTitle")} role="alert">
      {t("common.crashBody")}
      <div style={{ marginTop: 12, display: "flex", gap: 8 }}>
        <Button size="xs" onClick={onRetry}>
          {t("common.crashRetry")}
        </Button>
        <Button
          size="xs"
          variant="default"
          onClick={() => {
            navigate("/today");
            onRetry();
          }}
        >
          {t("common.crashToday")}
        </Button>
      </div>
    </Alert>
  );
}

type BoundaryProps = { place: string; children: ReactNode };
type BoundaryState = { crashed: boolean; place: string };

/**
 * Keeps one broken screen from taking the window with it. Another place is tried afresh; a screen that shows several
 * places, such as a query before and after it was saved, stays as it is.
 */
export class Boundary extends Component<BoundaryProps, BoundaryState> {
  override state = { crashed: false, place: this.props.place };

  static getDerivedStateFromError(): Partial<BoundaryState> {
    return { crashed: true };
  }

  static getDerivedStateFromProps({ place }: BoundaryProps, state: BoundaryState): BoundaryState | null {
    return place === state.place ? null : { crashed: false, place };
  }

  override render(): ReactNode {
    return this.state.crashed ? <Crash onRetry={() => this.setState({ crashed: false })} /> : this.props.children;
  }
}
