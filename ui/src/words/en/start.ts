export const start = {
  title: "Welcome to Voice Drops",
  subtitle: "Drop a recorded message into voicemail without ringing the phone, and see at once what came of it.",
  choose: "How would you like to begin?",
  doors: {
    sample: {
      title: "Sample dealership",
      body: "A made-up store with customers, a message and a campaign ready to go. No real calls: a simulated Stratics answers.",
      tag: "Practice",
    },
    own_file: {
      title: "Practise with my own file",
      body: "Import your DMS export and try your own campaigns on it. Still no real calls.",
      tag: "Practice",
    },
    set_up_store: {
      title: "Set up my store",
      body: "A live store with its own Stratics account. Nothing is sent before the calling rules are installed.",
      tag: "Live",
    },
  },
  other: "Choose another way",
  sampleSays: "This makes a practice file with the sample dealership. You can make your own store later in another folder.",
  passphrase: "Passphrase",
  passphraseAgain: "The same passphrase again",
  passphraseWhy:
    "This computer has no keychain that could keep the key, so you choose a passphrase. It is asked for at every start.",
  passphraseWarn:
    "Write it down in a safe place. It cannot be recovered: without it nobody can open your customers, campaigns or reports again, not even we.",
  passphraseShort: "Use at least 8 characters.",
  passphraseDiffers: "The two do not match.",
  keychain: "The key to your data is kept in this computer's keychain. There is nothing to remember.",
  create: { sample: "Open the sample dealership", own_file: "Make the practice store", set_up_store: "Make the live store" },
  creating: "Making the data file…",
  locked: {
    title: "Voice Drops is locked",
    body: "Enter the passphrase you chose when the data file was made.",
    unlock: "Unlock",
    lost: "A lost passphrase cannot be recovered.",
  },
  cannotOpen: {
    title: "The data file cannot be opened",
    nothingLost: "Nothing was changed and no new file was made in its place.",
    retry: "Try again",
    code: "For support: {{code}}",
  },
  loading: "Opening your store…",
} as const;
