import { createContext, useContext, type RefObject } from "react";

import type { FetchAbout, FetchCatalogue, FetchFault, FetchPart } from "../../ipc";
import { emptyQuery, type TreeGroup, type TreePath, type TreeRule } from "./tree";

/** What the editors of a tree share. */
export type Editing = {
  catalogue: FetchCatalogue;
  about: FetchAbout;
  tree: TreeGroup;
  faults: Map<string, FetchFault[]>;
  /** What was added last, and takes the focus when it appears. */
  added: RefObject<string | null>;
  edit: (path: TreePath, parts: Partial<TreeRule> | Partial<TreeGroup>) => void;
};

export const Tree = createContext<Editing>({
  catalogue: { fields: [], relations: [] }, about: "vehicles", tree: emptyQuery(), faults: new Map(), added: { current: null }, edit: () => {},
});

export function useEditing(): Editing {
  return useContext(Tree);
}

/** The faults of an item, or of one part of it. */
export function useFaults(path: TreePath, part?: FetchPart): FetchFault[] {
  const all = useEditing().faults.get(path.join(".")) ?? [];
  return part ? all.filter((fault) => fault.part === part) : all;
}

/** A place, as test ids and element ids spell it. */
export function spelled(path: TreePath): string {
  return path.length === 0 ? "root" : path.join("-");
}
