export const recycle = {} as const;
