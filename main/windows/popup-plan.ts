/** Which pop-up windows there are to be: one on each display while something is to be shown. Pure. */

export interface Area {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface DisplayArea {
  readonly id: number;
  readonly bounds: Area;
}

export interface PopupPlan {
  readonly open: readonly DisplayArea[];
  /** Those that stand, brought back to where their display is now. */
  readonly place: readonly DisplayArea[];
  /** Ids of displays whose window goes. */
  readonly close: readonly number[];
}

/** `standing` are ids of the displays that have a window. */
export function planPopups(wanted: boolean, displays: readonly DisplayArea[], standing: readonly number[]): PopupPlan {
  const here = wanted ? displays : [];
  return {
    open: here.filter(({ id }) => !standing.includes(id)),
    place: here.filter(({ id }) => standing.includes(id)),
    close: standing.filter((id) => !here.some((display) => display.id === id)),
  };
}
