import { useVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useRef, type ReactNode } from "react";

type VirtualRowsProps<T> = {
  rows: T[];
  /** Every row has this height; that is what keeps a long list steady. */
  rowHeight: number;
  keyOf: (row: T) => number;
  children: (row: T) => ReactNode;
  /** Called when the end comes near. */
  onNearEnd?: () => void;
  head?: ReactNode;
  label: string;
  total?: number;
  testId?: string;
};

/** A long list of which only what is seen exists. */
export function VirtualRows<T>({ rows, rowHeight, keyOf, children, onNearEnd, head, label, total, testId }: VirtualRowsProps<T>) {
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    getItemKey: (index) => {
      const row = rows[index];
      return row === undefined ? index : keyOf(row);
    },
    overscan: 12,
    // Where nothing is measured (tests, printing), a screenful is shown all the same.
    initialRect: { width: 1000, height: 720 },
  });
  const items = virtual.getVirtualItems();
  const last = items[items.length - 1]?.index ?? 0;
  useEffect(() => {
    if (onNearEnd && rows.length > 0 && last >= rows.length - 30) onNearEnd();
  }, [last, rows.length, onNearEnd]);
  return (
    <div ref={scroller} style={{ flex: "1 1 0px", overflow: "auto", minHeight: 0 }} role="table" aria-label={label} aria-rowcount={total ?? rows.length} tabIndex={0} data-testid={testId}>
      {head}
      <div style={{ height: virtual.getTotalSize(), position: "relative" }}>
        {items.map((item) => {
          const row = rows[item.index];
          return row === undefined ? null : (
            <div key={item.key} role="presentation" style={{ position: "absolute", top: item.start, left: 0, right: 0, height: rowHeight }}>
              {children(row)}
            </div>
          );
        })}
      </div>
    </div>
  );
}
