"""Finds templates by URLs that name the bucket in the path on any host; moto does so only on `localhost`."""

from urllib.parse import unquote, urlparse

from moto.cloudformation import models, responses, utils


def install():
    finds = utils.get_stack_from_s3_url

    def get_stack_from_s3_url(template_url, account_id, partition):
        url = urlparse(template_url)
        if url.hostname == "127.0.0.1":
            template_url = f"http://localhost{unquote(url.path)}"
        return finds(template_url, account_id, partition)

    for module in (models, responses, utils):
        module.get_stack_from_s3_url = get_stack_from_s3_url
