fn main() { voicedrops::run() }
