//! The limit: a teloxide bot that sends each text back and does nothing else.

use teloxide::prelude::*;

/// Runs until it is killed. Token and address come from the environment, as for the real bot.
pub(crate) fn run() {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let url = std::env::var("TELOXIDE_API_URL").unwrap().parse().unwrap();
        let bot = Bot::new(std::env::var("TELOXIDE_TOKEN").unwrap()).set_api_url(url);
        let handler = Update::filter_message().endpoint(|bot: Bot, message: Message| async move {
            if let Some(text) = message.text() {
                bot.send_message(message.chat.id, text).await?;
            }
            Ok::<(), teloxide::RequestError>(())
        });
        Dispatcher::builder(bot, handler).build().dispatch().await;
    });
}
