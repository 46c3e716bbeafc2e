"""Where the domain's Protocols meet DynamoDB, Stripe and SES, and their fakes."""
