"""The class has another name than the stub's."""

LinearLayer = Linear
del Linear
