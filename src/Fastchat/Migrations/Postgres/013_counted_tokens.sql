-- The tokens as counted here, beside those that the provider says.
ALTER TABLE usage_days ADD COLUMN counted_prompt_tokens BIGINT NOT NULL DEFAULT 0;
ALTER TABLE usage_days ADD COLUMN counted_completion_tokens BIGINT NOT NULL DEFAULT 0;
