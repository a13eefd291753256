import { act, renderHook } from "@testing-library/react";
import { describe, expect, it } from "vitest";

import { useHeldRows } from "./held";

type Row = { id: number; word: string };
const row = (id: number, word = "In Progress"): Row => ({ id, word });

describe("a live list", () => {
  it("follows while nobody reads, holds still while somebody does, and keeps its rows up to date", () => {
    const { result, rerender } = renderHook(({ rows, reading }: { rows: Row[]; reading: boolean }) => useHeldRows(rows, (one) => one.id, reading), {
      initialProps: { rows: [row(2), row(1)], reading: false },
    });
    expect(result.current.rows.map((one) => one.id)).toEqual([2, 1]);

    rerender({ rows: [row(2), row(1)], reading: true });
    rerender({ rows: [row(4), row(3), row(2, "Delivered"), row(1)], reading: true });
    expect(result.current.rows.map((one) => one.id)).toEqual([2, 1]);
    expect(result.current.rows[0]?.word).toBe("Delivered");
    expect(result.current.fresh).toBe(2);

    act(() => result.current.release());
    expect(result.current.rows.map((one) => one.id)).toEqual([4, 3, 2, 1]);
    expect(result.current.fresh).toBe(0);

    rerender({ rows: [row(5), row(4), row(3)], reading: true });
    expect(result.current.fresh).toBe(1);
    rerender({ rows: [row(5), row(4), row(3)], reading: false });
    expect(result.current.rows.map((one) => one.id)).toEqual([5, 4, 3]);
  });

  it("shows the first rows also to somebody who looks at the empty list", () => {
    const { result, rerender } = renderHook(({ rows }: { rows: Row[] }) => useHeldRows(rows, (one) => one.id, true), { initialProps: { rows: [] as Row[] } });
    rerender({ rows: [row(1)] });
    expect(result.current.rows.map((one) => one.id)).toEqual([1]);
    expect(result.current.fresh).toBe(0);
  });

  it("keeps a row in its place although it fell off the end of the live list", () => {
    const { result, rerender } = renderHook(({ rows }: { rows: Row[] }) => useHeldRows(rows, (one) => one.id, true), {
      initialProps: { rows: [row(2), row(1)] },
    });
    rerender({ rows: [row(3), row(2)] });
    expect(result.current.rows.map((one) => one.id)).toEqual([2, 1]);
  });
});
