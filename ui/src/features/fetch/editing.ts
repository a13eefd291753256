import { createContext, useContext, type RefObject } from "react";

import type { FetchAbout, FetchCatalogue, FetchFault, FetchPart } from "../../ipc";
import { scopeOf, type Scope } from "./catalogue";
import type { TreeGroup, TreePath, TreeRule } from "./tree";

/** What the editors of a tree share. It stays the same while the tree changes: an editor draws itself anew for its own rule only. */
export type Editing = {
  catalogue: FetchCatalogue;
  about: FetchAbout;
  /** The scope of what stands in the group at a place. */
  scope: (path: TreePath) => Scope;
  /** What was added last, and takes the focus when it appears. */
  added: RefObject<string | null>;
  edit: (path: TreePath, parts: Partial<TreeRule> | Partial<TreeGroup>) => void;
};

export const Tree = createContext<Editing>({
  catalogue: { fields: [], relations: [] }, about: "vehicles", scope: () => scopeOf("vehicles"), added: { current: null }, edit: () => {},
});

/** What is wrong, by the place. */
export const Faults = createContext<Map<string, FetchFault[]>>(new Map());

export function useEditing(): Editing {
  return useContext(Tree);
}

/** The faults of an item, or of one part of it. */
export function useFaults(path: TreePath, part?: FetchPart): FetchFault[] {
  const all = useContext(Faults).get(path.join(".")) ?? [];
  return part ? all.filter((fault) => fault.part === part) : all;
}

/** A place, as test ids and element ids spell it. */
export function spelled(path: TreePath): string {
  return path.length === 0 ? "root" : path.join("-");
}
