import { screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";

import { size } from "../../lib/format";
import { asked, openWindow } from "../../test/window";

describe("Backups", () => {
  it("lists them with when, what they hold, and when they were verified", async () => {
    openWindow("/backups");
    const row = await screen.findByTestId("backup-voicedrops 2026-11-20 0731 practice");
    expect(row).toHaveTextContent("20 Nov 2026 07:31");
    expect(row).toHaveTextContent("Daily");
    expect(row).toHaveTextContent("11,828 customers · 7 campaigns · 6,232 drops");
    expect(row).toHaveTextContent("48.1 MB");
    expect(screen.getByTestId("backup-voicedrops 2026-11-13 0800 live")).toHaveTextContent("of another data file");
    expect(screen.getByTestId("backup-voicedrops 2026-11-13 0800 live")).toHaveTextContent("opens on this computer only");
  });

  it("makes one by hand and says that it is verified", async () => {
    const { host, user } = openWindow("/backups");
    await user.click(await screen.findByTestId("backup-now"));
    expect(await screen.findByText("The backup is made and verified.")).toBeInTheDocument();
    expect(await screen.findByTestId("backup-voicedrops 2026-11-21 1042 practice")).toHaveTextContent("By hand");
    expect(asked(host, "backup_now")).toEqual([{}]);
  });

  it("says what to do where there is none yet", async () => {
    openWindow("/backups", { empty: true });
    expect(await screen.findByText(/The first one is made by itself/)).toBeInTheDocument();
  });

  it("says of a failed one what happened, on every screen, and that runs go on", async () => {
    const { user } = openWindow("/today", { backupProblem: true });
    const notice = await screen.findByTestId("backup-notice");
    expect(notice).toHaveTextContent("Plug in its drive, or choose another folder.");
    await user.click(within(notice).getByText("Backups"));
    expect(await screen.findByTestId("backup-problem")).toHaveTextContent("Runs are not affected.");
    expect(screen.queryByTestId("backup-notice")).not.toBeInTheDocument();
  });

  it("keeps a folder that is not there beside its field", async () => {
    const { host, user } = openWindow("/backups");
    await user.click(await screen.findByTestId("backup-folder-change"));
    const field = await screen.findByTestId("backup-folder-path");
    await user.type(field, "no such folder{Enter}");
    expect(await screen.findByText(/This folder is not there/)).toBeInTheDocument();
    expect(field).toHaveValue("no such folder");
    await user.clear(field);
    await user.type(field, "E:\\backups{Enter}");
    await waitFor(() => expect(screen.getByTestId("backup-folder")).toHaveTextContent("E:\\backups"));
    expect(asked(host, "backup_folder_save")).toEqual([{ folder: "no such folder" }, { folder: "E:\\backups" }]);
  });

  it("says a damaged backup when it is verified", async () => {
    const { host, user } = openWindow("/backups");
    host.answer("backup_verify", () => {
      throw Object.assign(new Error(), { code: "backup.damaged", message: "A part of it cannot be read. Use another backup.", field: null, retryable: false });
    });
    const row = await screen.findByTestId("backup-voicedrops 2026-11-20 0731 practice");
    await user.click(within(row).getByTestId("backup-verify"));
    expect(await screen.findByText("A part of it cannot be read. Use another backup.")).toBeInTheDocument();
  });

  it("asks once before it restores, says what waits, and wants a reason", async () => {
    const { host, user } = openWindow("/backups");
    const row = await screen.findByTestId("backup-voicedrops 2026-11-20 0731 practice");
    await user.click(within(row).getByTestId("backup-restore"));
    const dialog = await screen.findByRole("dialog");
    expect(dialog).toHaveTextContent("put aside, not deleted");
    expect(dialog).toHaveTextContent("No run that could have gone on since then sends until you release it");
    expect(screen.getByTestId("confirm")).toBeDisabled();
    await user.click(within(dialog).getByText("An import was wrong"));
    await user.click(screen.getByTestId("confirm"));
    await waitFor(() => expect(asked(host, "backup_restore")).toMatchObject([{ passphrase: null, reason: "An import was wrong" }]));
    expect(await screen.findByText(/Runs wait for you under Today/)).toBeInTheDocument();
  });

  it("offers backups where the file cannot be opened, and keeps a wrong passphrase beside its field", async () => {
    const { user } = openWindow("/today", { state: "cannot_open" });
    const recovery = await screen.findByTestId("recovery");
    const row = await within(recovery).findByTestId("backup-voicedrops 2026-11-20 0731 practice");
    await user.click(within(row).getByTestId("backup-restore"));
    await user.type(await screen.findByTestId("reason"), "A disk failed");
    await user.type(screen.getByTestId("restore-passphrase"), "wrong");
    await user.click(screen.getByTestId("confirm"));
    expect((await screen.findAllByText("The passphrase is not the right one.")).length).toBeGreaterThan(0);
    await user.clear(screen.getByTestId("restore-passphrase"));
    await user.type(screen.getByTestId("restore-passphrase"), "correct horse");
    await user.click(screen.getByTestId("confirm"));
    expect(await screen.findByTestId("restored")).toBeInTheDocument();
  });

  it("takes a backup that a person chooses, also at a first start", async () => {
    const { host, user } = openWindow("/today", { state: "first_start" });
    await user.click(await screen.findByTestId("to-recovery"));
    await user.click(await screen.findByTestId("backup-choose"));
    expect(await screen.findByRole("dialog")).toHaveTextContent("Restore the backup of 19 Nov 2026 07:31?");
    expect(asked(host, "backup_look")).toEqual([{ path: "E:\\old computer\\voicedrops 2026-11-19 0731 practice\\voicedrops.db" }]);
  });
});

describe("a restored file on Today", () => {
  it("releases a run by its name, with a reason, and says who is left out", async () => {
    const { host, user } = openWindow("/today", { restored: "file" });
    const banner = await screen.findByTestId("restored");
    expect(banner).toHaveTextContent("214 customers are left out of these runs.");
    expect(within(banner).getByTestId("held-1")).toHaveTextContent("61 were in line and go back to Call Select");
    await user.click(within(within(banner).getByTestId("held-1")).getByTestId("run-release"));
    const dialog = await screen.findByRole("dialog");
    expect(dialog).toHaveTextContent("Whoever was in line, held or called since the backup gets no drop of it.");
    await user.type(screen.getByTestId("reason"), "Checked{Enter}");
    await waitFor(() => expect(asked(host, "run_release")).toEqual([{ run: 1, reason: "Checked" }]));
    await waitFor(() => expect(screen.queryByTestId("held-1")).not.toBeInTheDocument());
  });

  it("offers no release while nobody knows who was called, and says when it will be known", async () => {
    const { host, user } = openWindow("/today", { restored: "nobody" });
    const banner = await screen.findByTestId("restored");
    expect(banner).toHaveTextContent("Nothing is sent until Stratics has told.");
    expect(banner).toHaveTextContent("It will have told by 21 Nov 2026 11:36.");
    expect(within(banner).queryByTestId("run-release")).not.toBeInTheDocument();
    await user.click(within(banner).getByTestId("restored-go-on"));
    await user.type(await screen.findByTestId("reason"), "The old computer is gone{Enter}");
    await waitFor(() => expect(asked(host, "restore_go_on")).toEqual([{ reason: "The old computer is gone" }]));
    await waitFor(() => expect(screen.getByTestId("restored")).toHaveTextContent("These runs can only be ended."));
  });

  it("shows nothing where no file was restored", async () => {
    openWindow("/today");
    await screen.findByTestId("lane-1");
    expect(screen.queryByTestId("restored")).not.toBeInTheDocument();
  });
});

describe("sizes", () => {
  it("are said as the system says them", () => {
    expect([0, 999, 1000, 48_300_000, 999_600, 123_456_789_000].map(size)).toEqual(["0 B", "999 B", "1.0 kB", "48.3 MB", "1.0 MB", "123 GB"]);
  });
});
