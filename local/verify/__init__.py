"""The post-deployment checklist as a script: `make verify STACK=`; `make deploy-local` runs it."""
